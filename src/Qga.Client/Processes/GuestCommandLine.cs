namespace Qga.Client;

/// <summary>A program of a guest with its arguments, and how it is run.</summary>
/// <remarks>
/// Where the guest has <c>/bin/sh</c>, that starts the program and is replaced by it: exit status and signal are the program's. A program that is not found
/// ends with exit code 127, one that is not executable with 126, as with any shell. In other guests the agent starts the program itself and refuses
/// such ones.
/// </remarks>
public sealed record GuestCommandLine
{
    /// <summary>A program with its arguments, which reach it exactly as they are: no shell reads them.</summary>
    /// <param name="program">The program; without a slash, it is searched for in the directories of PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="ArgumentException">The program is empty, or a text holds a zero character, which no program can be given.</exception>
    public GuestCommandLine(string program, params IReadOnlyList<string> arguments)
    {
        ArgumentException.ThrowIfNullOrEmpty(program);
        ArgumentNullException.ThrowIfNull(arguments);
        Program = Validate(program);
        Arguments = [.. arguments.Select(Validate)];
    }

    /// <summary>The program.</summary>
    public string Program { get; }

    /// <summary>Its arguments, without its name.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>
    /// What is added to the environment that the agent gives its programs. Where a guest has no <c>/bin/sh</c> this is the whole environment, as agents
    /// cannot add
    /// to theirs.
    /// </summary>
    /// <exception cref="ArgumentException">A name is empty or has an equals sign, or a text holds a zero character.</exception>
    public IReadOnlyDictionary<string, string> Environment
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            foreach ((string name, string content) in value)
            {
                if (Validate(name).Length == 0 || name.Contains('='))
                {
                    throw new ArgumentException($"'{name}' cannot be the name of an environment variable", nameof(value));
                }

                Validate(content);
            }

            field = new Dictionary<string, string>(value);
        }
    } = new Dictionary<string, string>();

    /// <summary>The directory that the program runs in; null: the agent's. It needs a guest with <c>/bin/sh</c>.</summary>
    public string? WorkingDirectory { get; init => field = value is null ? null : Validate(value); }

    /// <summary>What the program reads from its standard input; empty by default. More than 1 MiB goes through a temporary file of the guest.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>
    /// Where the program's standard input comes from, instead of <see cref="Input"/>. It is read to its end before the program starts, and not closed.
    /// </summary>
    public Stream? InputStream { get; init; }

    /// <summary>Whether standard error is put into standard output, in the order of writing. It needs a guest with <c>/bin/sh</c>.</summary>
    public bool MergesError { get; init; }

    /// <summary>Whether the program's output is kept. True by default.</summary>
    public bool CapturesOutput { get; init; } = true;

    /// <summary>How long the program may run before it is ended; infinite by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is neither positive nor infinite, or longer than 49 days.</exception>
    public TimeSpan TimeLimit { get; init => field = Protocol.TimeLimit.Validate(value); } = Timeout.InfiniteTimeSpan;

    /// <summary>A text for the guest's shell, <c>/bin/sh</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="arguments">What the text sees as <c>$1</c>, <c>$2</c> and so on.</param>
    /// <returns>The shell with the text.</returns>
    public static GuestCommandLine Shell(string text, params IReadOnlyList<string> arguments) => new(GuestShell.Path, ["-c", text, "sh", .. arguments]);

    private static string Validate(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains('\0') ? throw new ArgumentException("a zero character ends a text that a program is given", nameof(text)) : text;
    }
}
