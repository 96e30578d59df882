using System.CommandLine;
using Qga.Cli.Failures;

namespace Qga.Cli.Verbs;

/// <summary>Options of the verbs that go on until they are ended.</summary>
internal static class LiveOptions
{
    public static SharedOption<bool> Lines { get; } = new(static () => new("--jsonl") { Description = "Write one JSON document a line, as it happens" });

    public static SharedOption<double> Interval { get; } = new(static () => new("--interval", "-i")
    {
        Description = "How long to wait between two; 1 second by default",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 1,
    });

    public static SharedOption<int?> Count { get; } =
        new(static () => new("--count", "-c") { Description = "How many; without end by default", HelpName = "N" });

    /// <summary>The interval that the user asked for.</summary>
    /// <exception cref="UsageException">It makes no sense.</exception>
    public static TimeSpan IntervalOf(ParseResult arguments) => Interval.ValueIn(arguments) is >= 0.01 and <= 86_400 and double seconds
        ? TimeSpan.FromSeconds(seconds)
        : throw new UsageException("--interval takes a number of seconds, 0.01 to 86400");

    /// <summary>How many; null: without end.</summary>
    /// <exception cref="UsageException">It makes no sense.</exception>
    public static int? CountOf(ParseResult arguments) => Count.ValueIn(arguments) switch
    {
        null => null,
        > 0 and int count => count,
        _ => throw new UsageException("--count takes a number above 0"),
    };
}
