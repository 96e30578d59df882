using System.Globalization;
using Qga.Agent.Policy;

namespace Qga.Agent.Configuration;

/// <summary>
/// The configuration file: group <c>[general]</c> of a key file, and <see cref="PolicyGroups"/>. Unknown keys and other groups mean nothing.
/// </summary>
internal static class ConfigurationFile
{
    private const string Group = "general";

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
            && file.TryGetSeconds(Group, "freeze-limit", 1, out TimeSpan? freezeLimit, out error)
            && file.TryGetSeconds(Group, "freeze-timeout", 0, out TimeSpan? freezeTimeout, out error)
            && file.TryGetString(Group, "freeze-include", out string? freezeInclude, out error)
            && file.TryGetString(Group, "freeze-exclude", out string? freezeExclude, out error)
            && PolicyGroups.TryRead(file, out List<AccessRules> policies, out error)
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
                FreezeLimit = freezeLimit ?? defaults.FreezeLimit,
                FreezeTimeout = freezeTimeout ?? defaults.FreezeTimeout,
                FreezeInclude = CommandLine.Names(freezeInclude ?? ""),
                FreezeExclude = CommandLine.Names(freezeExclude ?? ""),
                Policies = policies,
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
        AddIfOther("freeze-limit", Seconds(settings.FreezeLimit), Seconds(defaults.FreezeLimit));
        AddIfOther("freeze-timeout", Seconds(settings.FreezeTimeout), Seconds(defaults.FreezeTimeout));
        AddIfOther("freeze-include", string.Join(',', settings.FreezeInclude), "");
        AddIfOther("freeze-exclude", string.Join(',', settings.FreezeExclude), "");

        PolicyGroups.Dump(settings.Policies, lines);
        return string.Join('\n', lines) + "\n";

        // What QEMU's agent does not know is left out where nobody has set it.
        void AddIfOther(string key, string value, string usual) => AddIfSet(key, value == usual ? null : value);

        void AddIfSet(string key, string? value)
        {
            if (value is not null)
            {
                lines.Add($"{key}={KeyFile.Escape(value)}");
            }
        }
    }

    private static string Seconds(TimeSpan value) => ((long)value.TotalSeconds).ToString(CultureInfo.InvariantCulture);

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
