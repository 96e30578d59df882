using System.CommandLine;

namespace Qga.Cli.Invoking;

/// <summary>Options that every verb has.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json { get; } = new("--json") { Description = "Write one JSON document", Recursive = true };

    public static Option<bool> Verbose { get; } =
        new("--verbose", "-v") { Description = "Show the dialogue with the agent on standard error, secrets masked", Recursive = true };

    public static Option<double?> Timeout { get; } = new("--timeout", "-t")
    {
        Description = "How long an ordinary command may take; 30 seconds by default",
        HelpName = "SECONDS",
        Recursive = true,
    };

    public static Option<int> Jobs { get; } = new("--jobs", "-j")
    {
        Description = "How many guests are asked at the same time",
        HelpName = "N",
        DefaultValueFactory = _ => Invocation.DefaultJobs,
        Recursive = true,
    };

    public static Option<bool> All { get; } = new("--all", "-a") { Description = "Every guest of this host" };
}
