namespace Qga.Cli.Output;

/// <summary>The standard streams, and what is on their other ends.</summary>
internal sealed class Terminal
{
    /// <summary>Those of this process.</summary>
    public static Terminal OfProcess() => new()
    {
        Output = new StreamWriter(new StandardStream(1)) { NewLine = "\n" },
        Error = new StreamWriter(new StandardStream(2, isForgiving: true)) { AutoFlush = true, NewLine = "\n" },
        OutputBytes = new StandardStream(1),
        ErrorBytes = new StandardStream(2),
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

    /// <summary>Standard output for bytes; null: they become text.</summary>
    public Stream? OutputBytes { get; init; }

    /// <summary>Standard error for bytes; null: they become text.</summary>
    public Stream? ErrorBytes { get; init; }

    public required Func<Stream> Input { get; init; }

    /// <summary>Waits for a key, which is not shown.</summary>
    public Func<ConsoleKeyInfo> ReadKey { get; init; } = static () => Console.ReadKey(intercept: true);

    public bool IsOutputTerminal { get; init; }

    public bool IsErrorTerminal { get; init; }

    public bool IsInputTerminal { get; init; }

    /// <summary>Whether colours are welcome: on a terminal that has them, unless NO_COLOR is set (no-color.org).</summary>
    public bool HasColor { get; init; }

    /// <summary>Standard output for bytes of a guest's. On a terminal what would drive it is replaced, unless it is to get them as they are.</summary>
    public Stream OpenOutput(bool isRaw = false) => Open(Output, OutputBytes, IsOutputTerminal && !isRaw);

    /// <summary>Standard error for bytes of a guest's, likewise.</summary>
    public Stream OpenError(bool isRaw = false) => Open(Error, ErrorBytes, IsErrorTerminal && !isRaw);

    private static Stream Open(TextWriter writer, Stream? bytes, bool isFiltered)
    {
        writer.Flush();
        return bytes is null || isFiltered ? new TextStream(writer, isFiltered) : bytes;
    }
}
