namespace Qga.Agent.Configuration;

/// <summary>What a command line asks for.</summary>
/// <param name="Settings">How to run; null: do not run, end with <paramref name="ExitCode"/>.</param>
/// <param name="Output">What to print on standard output first.</param>
/// <param name="Complaint">What to print on standard error first.</param>
/// <param name="ExitCode">The exit status where there are no settings.</param>
internal sealed record CommandLineResult(AgentSettings? Settings, string Output = "", string Complaint = "", int ExitCode = 0)
{
    /// <summary>Requests whose treatment is to be explained instead of serving, none: the policy itself; null: serve.</summary>
    public IReadOnlyList<string>? Explain { get; init; }

    /// <summary>The form in which the guest's fitness is to be reported instead of serving, <c>text</c> or <c>json</c>; null: serve.</summary>
    public string? SelfTest { get; init; }

    /// <summary>Why the configuration file cannot be used, where a self-test goes on without it.</summary>
    public string? ConfigurationError { get; init; }

    /// <summary>What means nothing in the settings, or not what it seems to mean, each with its place.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>What the command line needs to know of its surroundings.</summary>
/// <param name="Program">The program's name as it was called.</param>
/// <param name="Version">The agent's version.</param>
/// <param name="CommandNames">Every command, in schema order.</param>
/// <param name="ConfigurationPath">The environment's <c>QGA_CONF</c>; null if it is not set.</param>
/// <param name="ReadFile">Reads a configuration file.</param>
/// <param name="SocketHandedOver">Whether the service manager passed a listening socket, so that no address is needed.</param>
internal sealed record CommandLineContext(
    string Program,
    string Version,
    IReadOnlyList<string> CommandNames,
    string? ConfigurationPath,
    Func<string, ConfigurationText> ReadFile,
    bool SocketHandedOver = false);

/// <summary>The command line: file first, then the options in order, so that the command line wins; the two lists add up.</summary>
internal static class CommandLine
{
    // In the original's order, in which the complaint about an ambiguous one names them.
    private static readonly OptionSpec[] s_known =
    [
        new('h', "help", OptionArgument.None),
        new('V', "version", OptionArgument.None),
        new('D', "dump-conf", OptionArgument.None),
        new('l', "logfile", OptionArgument.Required),
        new('f', "pidfile", OptionArgument.Required),
        new('F', "fsfreeze-hook", OptionArgument.Optional),
        new('v', "verbose", OptionArgument.None),
        new('m', "method", OptionArgument.Required),
        new('p', "path", OptionArgument.Required),
        new('d', "daemonize", OptionArgument.None),
        new('b', "block-rpcs", OptionArgument.Required),
        new('a', "allow-rpcs", OptionArgument.Required),
        new('s', null, OptionArgument.Required), // A service command on Windows; taken and ignored elsewhere.
        new('t', "statedir", OptionArgument.Required),
        new('r', "retry-path", OptionArgument.None),
        new('c', "config", OptionArgument.Required),
        new(VsockAnyCid, "vsock-any-cid", OptionArgument.None, IsAddition: true),
        new(SelfTest, "self-test", OptionArgument.Optional, IsAddition: true),
        new(CheckConfiguration, "check-config", OptionArgument.None, IsAddition: true),
        new(ExplainPolicy, "explain-policy", OptionArgument.Optional, IsAddition: true),
        new(OldBlock, "blacklist", OptionArgument.Required, IsAddition: true),
        new(OldBlock, "block_rpcs", OptionArgument.Required, IsAddition: true),
        new(OldAllow, "allow_rpcs", OptionArgument.Required, IsAddition: true),
    ];

    // No letter: one that the original gives a meaning to later would clash.
    private const char VsockAnyCid = '\0';
    private const char SelfTest = '\x03';
    private const char ExplainPolicy = '\x02';
    private const char CheckConfiguration = '\x04';
    private const char OldBlock = '\x05';
    private const char OldAllow = '\x06';

    /// <summary>Works out what to do.</summary>
    /// <param name="arguments">The words after the program's name.</param>
    /// <param name="context">The surroundings.</param>
    /// <returns>The settings, or what to print and how to end.</returns>
    public static CommandLineResult Parse(IReadOnlyList<string> arguments, CommandLineContext context)
    {
        IReadOnlyList<GivenOption>? options = OptionReader.Read(context.Program, arguments, s_known, out string? error);
        if (options is null)
        {
            return new(null, $"Unknown option, try '{context.Program} --help' for more information.\n", $"{error}\n", 1);
        }

        foreach (GivenOption option in options)
        {
            string? answer = option.Letter switch
            {
                'V' => $"QEMU Guest Agent {context.Version}\n",
                'h' => Usage.Text(context.Program, context.Version),
                'b' or 'a' or OldBlock or OldAllow when option.Value is "help" or "?" => string.Join('\n', context.CommandNames) + "\n",
                _ => null,
            };
            if (answer is not null)
            {
                return new(null, answer);
            }
        }

        ConfigurationSource source = ConfigurationSource.Load(options, context);
        bool isCheck = IsGiven(options, CheckConfiguration);
        if (source.Errors.Count > 0 && !isCheck && !IsGiven(options, SelfTest))
        {
            return new(null, "", $"{context.Program}: {source.FirstError}\n", 1);
        }

        CommandLineResult result = Apply(source, options, context);
        return isCheck ? source.Check(result) : result;
    }

    /// <summary>Takes a list of command names apart.</summary>
    /// <param name="list">The names with commas between them; nothing is trimmed.</param>
    /// <returns>The names.</returns>
    public static string[] Names(string list) => list.Length == 0 ? [] : list.Split(',');

    private static bool IsGiven(IReadOnlyList<GivenOption> options, char letter)
    {
        foreach (GivenOption option in options)
        {
            if (option.Letter == letter)
            {
                return true;
            }
        }

        return false;
    }

    private static CommandLineResult Apply(ConfigurationSource source, IReadOnlyList<GivenOption> options, CommandLineContext context)
    {
        AgentSettings settings = source.Settings;
        List<string> warnings = source.Warnings;
        bool dump = false;
        bool explain = false;
        string? selfTest = null;
        List<string> words = [];
        foreach (GivenOption option in options)
        {
            string value = option.Value ?? "";
            dump |= option.Letter == 'D';
            selfTest = option.Letter == SelfTest ? option.Value ?? "text" : selfTest;
            explain |= option.Letter == ExplainPolicy;
            AddWarnings(option, warnings);
            if (option.Letter == OptionReader.Word || (option.Letter == ExplainPolicy && value.Length > 0))
            {
                words.Add(value);
            }

            settings = option.Letter switch
            {
                'm' => settings with { Method = value },
                'p' => settings with { Path = value },
                'l' => settings with { LogFile = value },
                'f' => settings with { PidFile = value },
                'F' => settings with { FsfreezeHook = option.Value ?? DefaultPaths.FsfreezeHook },
                't' => settings with { StateDirectory = value },
                'v' => settings with { Verbose = true },
                'd' => settings with { Daemonize = true },
                'r' => settings with { RetryPath = true },
                'b' or OldBlock => settings with { BlockedCommands = [.. settings.BlockedCommands, Names(value)] },
                'a' or OldAllow => settings with { AllowedCommands = [.. settings.AllowedCommands, Names(value)] },
                VsockAnyCid => settings with { VsockAnyCid = true },
                _ => settings,
            };
        }

        if (selfTest is not (null or "text" or "json"))
        {
            return new(null, "", $"{context.Program}: --self-test prints text or json, not '{selfTest}'\n", 1);
        }

        if (explain || selfTest is not null)
        {
            return new(settings) { Explain = explain ? words : null, SelfTest = selfTest, ConfigurationError = source.FirstError, Warnings = warnings };
        }

        return settings.Path is null && DefaultPaths.ForMethod(settings.Method) is null && !context.SocketHandedOver
            ? new(null, "", $"{context.Program}: must specify a path for this channel\n", 1) { Warnings = warnings }
            : dump ? new(null, ConfigurationFile.Dump(settings)) { Warnings = warnings }
            : new(settings) { Warnings = warnings };
    }

    private static void AddWarnings(GivenOption option, List<string> warnings)
    {
        string? list = option.Letter switch
        {
            'b' or OldBlock => $"--{CommandLists.Block}",
            'a' or OldAllow => $"--{CommandLists.Allow}",
            _ => null,
        };
        if (list is null)
        {
            return;
        }

        if (option.Letter is OldBlock or OldAllow)
        {
            warnings.Add($"an old name of '{list}' is used");
        }

        if (CommandLists.Problem(list, Names(option.Value ?? "")) is { } problem)
        {
            warnings.Add(problem);
        }
    }
}
