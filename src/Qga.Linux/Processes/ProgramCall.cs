using Qga.Linux.Interop;

namespace Qga.Linux.Processes;

/// <summary>A program to be run, and the bounds that it is kept in.</summary>
/// <param name="Program">Its path, or a name without a slash that is looked for in PATH.</param>
/// <param name="Arguments">The arguments after the name.</param>
/// <param name="Limit">How long it may take.</param>
public sealed record ProgramCall(string Program, IReadOnlyList<string> Arguments, TimeSpan Limit)
{
    /// <summary>What it can read from its standard input; nothing by default. It is in a file without a name, so that the program need not read it.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>A variable besides this process's environment, <c>NAME=value</c>; null: none.</summary>
    public string? Variable { get; init; }

    /// <summary>An eventfd(2) that ends the program as soon as it can be read, as if its time were up; null: only the limit does.</summary>
    public SafeDescriptor? Cancellation { get; init; }

    /// <summary>How many bytes of output are kept; what comes after is read and dropped, so that the program does not block on it.</summary>
    public int OutputLimit { get; init; } = 64 * 1024;

    /// <summary>How long a program that is out of time may go on between SIGTERM and SIGKILL.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(2);
}
