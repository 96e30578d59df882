using Qga.Agent.Policy;

namespace Qga.Agent.Configuration;

/// <summary>
/// The configuration file: group <c>[general]</c> of a key file, and <see cref="PolicyGroups"/>. Unknown keys and other groups mean nothing.
/// </summary>
internal static class ConfigurationFile
{
    private const string Group = "general";
    private const string FreezeLimit = "freeze-limit";
    private const string FreezeTimeout = "freeze-timeout";
    private const string CommandTimeout = "command-timeout";
    private const string SlowCommandTimeout = "slow-command-timeout";
    private const string WatchdogTimeout = "watchdog-timeout";

    // A day; the clocks that count it down have room for more.
    private const int MostSeconds = 86400;

    /// <summary>Reads settings from a file's content.</summary>
    /// <param name="content">All bytes of it; a key file.</param>
    /// <param name="error">What is wrong with it.</param>
    /// <returns>The defaults with what the file sets; null with <paramref name="error"/>.</returns>
    public static AgentSettings? Read(ReadOnlySpan<byte> content, out string? error)
    {
        KeyFile? file = KeyFile.Parse(content, out error);
        AgentSettings defaults = new();
        return file is not null
            && file.TryGetBoolean(Group, "daemon", out bool? daemon, out error)
            && file.TryGetString(Group, "method", out string? method, out error)
            && file.TryGetString(Group, "path", out string? path, out error)
            && file.TryGetString(Group, "logfile", out string? logFile, out error)
            && file.TryGetString(Group, "pidfile", out string? pidFile, out error)
            && file.TryGetString(Group, "fsfreeze-hook", out string? hook, out error)
            && file.TryGetString(Group, "statedir", out string? stateDirectory, out error)
            && file.TryGetBoolean(Group, "verbose", out bool? verbose, out error)
            && file.TryGetBoolean(Group, "retry-path", out bool? retryPath, out error)
            && file.TryGetString(Group, "block-rpcs", out string? blocked, out error)
            && file.TryGetString(Group, "allow-rpcs", out string? allowed, out error)
            && file.TryGetBoolean(Group, "vsock-any-cid", out bool? vsockAnyCid, out error)
            && TryGetSeconds(file, FreezeLimit, least: 1, defaults.FreezeLimit, out TimeSpan freezeLimit, out error)
            && TryGetSeconds(file, FreezeTimeout, least: 0, defaults.FreezeTimeout, out TimeSpan freezeTimeout, out error)
            && file.TryGetString(Group, "freeze-include", out string? freezeInclude, out error)
            && file.TryGetString(Group, "freeze-exclude", out string? freezeExclude, out error)
            && PolicyGroups.TryRead(file, out List<AccessRules> policies, out error)
            && TryGetSeconds(file, CommandTimeout, least: 1, defaults.CommandTimeout, out TimeSpan commandTimeout, out error)
            && TryGetSeconds(file, SlowCommandTimeout, least: 1, defaults.SlowCommandTimeout, out TimeSpan slowCommandTimeout, out error)
            && TryGetSeconds(file, WatchdogTimeout, least: 0, defaults.WatchdogTimeout, out TimeSpan watchdogTimeout, out error)
            ? defaults with
            {
                Daemonize = daemon ?? defaults.Daemonize,
                Method = method ?? defaults.Method,
                Path = path,
                LogFile = logFile,
                PidFile = pidFile ?? defaults.PidFile,
                FsfreezeHook = hook,
                StateDirectory = stateDirectory ?? defaults.StateDirectory,
                Verbose = verbose ?? defaults.Verbose,
                RetryPath = retryPath ?? defaults.RetryPath,
                BlockedCommands = blocked is null ? [] : [CommandLine.Names(blocked)],
                AllowedCommands = allowed is null ? [] : [CommandLine.Names(allowed)],
                VsockAnyCid = vsockAnyCid ?? defaults.VsockAnyCid,
                FreezeLimit = freezeLimit,
                FreezeTimeout = freezeTimeout,
                FreezeInclude = CommandLine.Names(freezeInclude ?? ""),
                FreezeExclude = CommandLine.Names(freezeExclude ?? ""),
                Policies = policies,
                CommandTimeout = commandTimeout,
                SlowCommandTimeout = slowCommandTimeout,
                WatchdogTimeout = watchdogTimeout,
            }
            : null;
    }

    /// <summary>Writes settings in the form that <see cref="Read"/> takes: <c>qemu-ga -D</c>, which QEMU's own tests read.</summary>
    /// <returns>The file's text.</returns>
    public static string Dump(AgentSettings settings)
    {
        List<string> lines =
        [
            $"[{Group}]",
            $"daemon={Boolean(settings.Daemonize)}",
            $"method={KeyFile.Escape(settings.Method)}",
        ];
        AddIfSet("path", settings.Path ?? DefaultPaths.ForMethod(settings.Method));
        AddIfSet("logfile", settings.LogFile);
        AddIfSet("pidfile", settings.PidFile);
        AddIfSet("fsfreeze-hook", settings.FsfreezeHook);
        AddIfSet("statedir", settings.StateDirectory);
        lines.Add($"verbose={Boolean(settings.Verbose)}");
        lines.Add($"retry-path={Boolean(settings.RetryPath)}");
        lines.Add($"block-rpcs={List(settings.BlockedCommands)}");
        lines.Add($"allow-rpcs={List(settings.AllowedCommands)}");
        if (settings.VsockAnyCid)
        {
            lines.Add("vsock-any-cid=true");
        }

        AgentSettings defaults = new();
        AddTime(FreezeLimit, settings.FreezeLimit, defaults.FreezeLimit);
        AddTime(FreezeTimeout, settings.FreezeTimeout, defaults.FreezeTimeout);
        AddIfSet("freeze-include", NamesOf(settings.FreezeInclude));
        AddIfSet("freeze-exclude", NamesOf(settings.FreezeExclude));
        AddTime(CommandTimeout, settings.CommandTimeout, defaults.CommandTimeout);
        AddTime(SlowCommandTimeout, settings.SlowCommandTimeout, defaults.SlowCommandTimeout);
        AddTime(WatchdogTimeout, settings.WatchdogTimeout, defaults.WatchdogTimeout);
        PolicyGroups.Dump(settings.Policies, lines);
        return string.Join('\n', lines) + "\n";

        void AddIfSet(string key, string? value)
        {
            if (value is not null)
            {
                lines.Add($"{key}={KeyFile.Escape(value)}");
            }
        }

        // QEMU's own tests compare the text where nothing of ours is set.
        void AddTime(string key, TimeSpan value, TimeSpan standard)
        {
            if (value != standard)
            {
                lines.Add($"{key}={(long)value.TotalSeconds}");
            }
        }
    }

    private static bool TryGetSeconds(KeyFile file, string key, int least, TimeSpan standard, out TimeSpan value, out string? error)
    {
        bool isValid = file.TryGetNumber(Group, key, out int? seconds, out error);
        value = seconds is { } number ? TimeSpan.FromSeconds(number) : standard;
        if (isValid && (seconds < least || seconds > MostSeconds))
        {
            error = $"{key} must be a number of seconds from {least} to {MostSeconds}";
        }

        return error is null;
    }

    private static string? NamesOf(IReadOnlyList<string> names) => names.Count > 0 ? string.Join(',', names) : null;

    private static string Boolean(bool value) => value ? "true" : "false";

    // Each group backwards, the groups in the order given: so does the original, and its tests compare the text.
    private static string List(IReadOnlyList<IReadOnlyList<string>> groups)
    {
        List<string> names = [];
        foreach (IReadOnlyList<string> group in groups)
        {
            for (int index = group.Count - 1; index >= 0; index--)
            {
                names.Add(group[index]);
            }
        }

        return KeyFile.Escape(string.Join(',', names));
    }
}
