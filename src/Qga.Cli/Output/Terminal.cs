namespace Qga.Cli.Output;

/// <summary>The standard streams, and what is on their other ends.</summary>
internal sealed class Terminal
{
    /// <summary>Those of this process.</summary>
    public static Terminal OfProcess() => new()
    {
        Output = new StreamWriter(Console.OpenStandardOutput()) { NewLine = "\n" },
        Error = new StreamWriter(Console.OpenStandardError()) { AutoFlush = true, NewLine = "\n" },
        Input = Console.OpenStandardInput,
        IsOutputTerminal = !Console.IsOutputRedirected,
        IsErrorTerminal = !Console.IsErrorRedirected,
        IsInputTerminal = !Console.IsInputRedirected,
        HasColor = !Console.IsOutputRedirected
            && Environment.GetEnvironmentVariable("NO_COLOR") is null or ""
            && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb"),
    };

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    public required Func<Stream> Input { get; init; }

    /// <summary>Waits for a key, which is not shown.</summary>
    public Func<ConsoleKeyInfo> ReadKey { get; init; } = static () => Console.ReadKey(intercept: true);

    public bool IsOutputTerminal { get; init; }

    public bool IsErrorTerminal { get; init; }

    public bool IsInputTerminal { get; init; }

    /// <summary>Whether colours are welcome: on a terminal that has them, unless NO_COLOR is set (no-color.org).</summary>
    public bool HasColor { get; init; }
}
