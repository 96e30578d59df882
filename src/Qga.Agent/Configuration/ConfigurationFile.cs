namespace Qga.Agent.Configuration;

/// <summary>
/// The configuration file: group <c>[general]</c> of a key file, and <see cref="PolicyGroups"/>. Unknown keys and other groups mean nothing, as with QEMU's
/// agent, and are told.
/// </summary>
internal static class ConfigurationFile
{
    private const string Group = "general";
    private const string FreezeLimit = "freeze-limit";
    private const string FreezeTimeout = "freeze-timeout";
    private const string CommandTimeout = "command-timeout";
    private const string SlowCommandTimeout = "slow-command-timeout";
    private const string WatchdogTimeout = "watchdog-timeout";

    /// <summary>Reads settings from a file's content.</summary>
    /// <param name="content">All bytes of it; a key file.</param>
    /// <param name="error">What is wrong with it first.</param>
    /// <returns>The defaults with what the file sets; null with <paramref name="error"/>.</returns>
    public static AgentSettings? Read(ReadOnlySpan<byte> content, out string? error)
    {
        List<FileProblem> errors = [];
        AgentSettings settings = Read(content, errors, []);
        error = errors.Count > 0 ? errors[0].ToString() : null;
        return error is null ? settings : null;
    }

    /// <summary>Reads settings from a file's content.</summary>
    /// <param name="content">All bytes of it; a key file.</param>
    /// <param name="errors">Gets what is wrong with it.</param>
    /// <param name="warnings">Gets what means nothing, or not what it seems to mean.</param>
    /// <returns>The defaults with what the file sets; not to be used where there are errors.</returns>
    public static AgentSettings Read(ReadOnlySpan<byte> content, List<FileProblem> errors, List<FileProblem> warnings)
    {
        AgentSettings defaults = new();
        if (KeyFile.Parse(content, out FileProblem? error) is not { } file)
        {
            errors.Add(error!);
            return defaults;
        }

        GroupReader general = new(file, Group, errors);
        AgentSettings settings = new()
        {
            Daemonize = general.Flag("daemon", defaults.Daemonize),
            Method = general.Text("method") ?? defaults.Method,
            Path = general.Text("path"),
            LogFile = general.Text("logfile"),
            PidFile = general.Text("pidfile") ?? defaults.PidFile,
            FsfreezeHook = general.Text("fsfreeze-hook"),
            StateDirectory = general.Text("statedir") ?? defaults.StateDirectory,
            Verbose = general.Flag("verbose", defaults.Verbose),
            RetryPath = general.Flag("retry-path", defaults.RetryPath),
            BlockedCommands = general.Commands(CommandLists.Block, warnings),
            AllowedCommands = general.Commands(CommandLists.Allow, warnings),
            VsockAnyCid = general.Flag("vsock-any-cid", defaults.VsockAnyCid),
            FreezeLimit = general.Seconds(FreezeLimit, least: 1, defaults.FreezeLimit),
            FreezeTimeout = general.Seconds(FreezeTimeout, least: 0, defaults.FreezeTimeout),
            FreezeInclude = general.Names("freeze-include"),
            FreezeExclude = general.Names("freeze-exclude"),
            Policies = PolicyGroups.Read(file, errors),
            CommandTimeout = general.Seconds(CommandTimeout, least: 1, defaults.CommandTimeout),
            SlowCommandTimeout = general.Seconds(SlowCommandTimeout, least: 1, defaults.SlowCommandTimeout),
            WatchdogTimeout = general.Seconds(WatchdogTimeout, least: 0, defaults.WatchdogTimeout),
        };
        general.AddUnknown(warnings);
        foreach (KeyGroup group in file.Groups)
        {
            if (group.Name != Group && !PolicyGroups.IsGroup(group.Name))
            {
                warnings.Add(new($"there is no group [{group.Name}]", group.Line));
            }
        }

        return settings;
    }

    /// <summary>Writes settings in the form that they are read in: <c>qemu-ga -D</c>, which QEMU's own tests read.</summary>
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
