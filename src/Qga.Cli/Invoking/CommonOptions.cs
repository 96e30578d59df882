using System.CommandLine;

namespace Qga.Cli.Invoking;

/// <summary>Options that every verb has.</summary>
internal static class CommonOptions
{
    public static SharedOption<bool> Json { get; } =
        new(static () => new("--json") { Description = "Write one JSON document; a verb whose output is something else refuses", Recursive = true });

    public static SharedOption<bool> Verbose { get; } =
        new(static () => new("--verbose", "-v") { Description = "Show the dialogue with the agent on standard error, secrets masked", Recursive = true });

    public static SharedOption<double?> Timeout { get; } = new(static () => new("--timeout", "-t")
    {
        Description = "How long the guest may take for one command or program, or a copy stand still; by default 30 seconds for what takes no time",
        HelpName = "SECONDS",
        Recursive = true,
    });

    public static SharedOption<int> Jobs { get; } = new(static () => new("--jobs", "-j")
    {
        Description = "How many guests are asked at the same time",
        HelpName = "N",
        DefaultValueFactory = _ => Invocation.DefaultJobs,
        Recursive = true,
    });

    /// <summary>How long a program of the guest's may take that changes something: as long as it takes, unless the user says otherwise.</summary>
    public static TimeSpan ProgramLimitOf(ParseResult arguments) =>
        Timeout.ValueIn(arguments) is double seconds ? TimeSpan.FromSeconds(seconds) : System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>How long a program of the guest's may take that only tells something.</summary>
    public static TimeSpan LookLimitOf(ParseResult arguments) =>
        Timeout.ValueIn(arguments) is double seconds ? TimeSpan.FromSeconds(seconds) : Invocation.DefaultLimit;

    public static SharedOption<bool> All { get; } = new(static () => new("--all", "-a") { Description = "Every guest of this host" });
}
