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

    /// <summary>Whether the settings are to be tried and not served with.</summary>
    public bool IsSelfTest { get; init; }
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
        new(SelfTest, "self-test", OptionArgument.None, IsAddition: true),
        new(ExplainPolicy, "explain-policy", OptionArgument.Optional, IsAddition: true),
    ];

    // No letter: one that the original gives a meaning to later would clash.
    private const char VsockAnyCid = '\0';
    private const char SelfTest = '\x03';
    private const char ExplainPolicy = '\x02';

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
                'b' or 'a' when option.Value is "help" or "?" => string.Join('\n', context.CommandNames) + "\n",
                _ => null,
            };
            if (answer is not null)
            {
                return new(null, answer);
            }
        }

        return LoadFile(options, context, out error) is not AgentSettings settings
            ? new(null, "", $"{context.Program}: {error}\n", 1)
            : Apply(settings, options, context);
    }

    /// <summary>Takes a list of command names apart.</summary>
    /// <param name="list">The names with commas between them; nothing is trimmed.</param>
    /// <returns>The names.</returns>
    public static string[] Names(string list) => list.Length == 0 ? [] : list.Split(',');

    private static AgentSettings? LoadFile(IReadOnlyList<GivenOption> options, CommandLineContext context, out string? error)
    {
        string? named = null;
        foreach (GivenOption option in options)
        {
            named = option.Letter == 'c' ? option.Value : named;
        }

        string path = named ?? context.ConfigurationPath ?? DefaultPaths.ConfigurationFile;
        ConfigurationText text = context.ReadFile(path);
        error = null;
        if (named is null && text.IsMissing)
        {
            return new();
        }

        string? reason = text.Error;
        AgentSettings? settings = text.Content is null ? null : ConfigurationFile.Read(text.Content, out reason);
        error = settings is null ? $"error loading configuration from path: {path}, {reason}" : null;
        return settings;
    }

    private static CommandLineResult Apply(AgentSettings settings, IReadOnlyList<GivenOption> options, CommandLineContext context)
    {
        bool dump = false;
        bool isSelfTest = false;
        bool explain = false;
        List<string> words = [];
        foreach (GivenOption option in options)
        {
            string value = option.Value ?? "";
            dump |= option.Letter == 'D';
            isSelfTest |= option.Letter == SelfTest;
            explain |= option.Letter == ExplainPolicy;
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
                'b' => settings with { BlockedCommands = [.. settings.BlockedCommands, Names(value)] },
                'a' => settings with { AllowedCommands = [.. settings.AllowedCommands, Names(value)] },
                VsockAnyCid => settings with { VsockAnyCid = true },
                _ => settings,
            };
        }

        if (explain || isSelfTest)
        {
            return new(settings) { Explain = explain ? words : null, IsSelfTest = isSelfTest };
        }

        return settings.Path is null && DefaultPaths.ForMethod(settings.Method) is null && !context.SocketHandedOver
            ? new(null, "", $"{context.Program}: must specify a path for this channel\n", 1)
            : dump ? new(null, ConfigurationFile.Dump(settings))
            : new(settings);
    }
}
