using Qga.Linux.Interop;

namespace Qga.Linux.Processes;

/// <summary>A program to start. The caller disposes the strings and the descriptors.</summary>
/// <param name="Arguments">All arguments; the first one is the program: its path, or a name without a slash that is looked for in PATH.</param>
public sealed record ProcessStart(NativeStrings Arguments)
{
    /// <summary>The program's file; null: the one that its name stands for.</summary>
    public byte[]? File { get; init; }

    /// <summary>The whole environment; null: this process's.</summary>
    public NativeStrings? Environment { get; init; }

    /// <summary>Standard input; null: /dev/null.</summary>
    public SafeDescriptor? Input { get; init; }

    /// <summary>Standard output; null: /dev/null.</summary>
    public SafeDescriptor? Output { get; init; }

    /// <summary>Standard error; null: /dev/null.</summary>
    public SafeDescriptor? Error { get; init; }
}
