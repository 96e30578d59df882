using Qga.Linux.Interop;

namespace Qga.Linux.Processes;

/// <summary>The ways in which a run of a program ends.</summary>
public enum ProgramEnd
{
    /// <summary>The program ended by itself; the number is its exit status.</summary>
    Exited,

    /// <summary>A signal ended it; the number is the signal's.</summary>
    Signaled,

    /// <summary>Its time was up, or it was cancelled, and it was ended; the number says nothing.</summary>
    TimedOut,

    /// <summary>It could not be started; the number is an <see cref="Errno"/>.</summary>
    NotStarted,
}

/// <summary>How a run of a program ended.</summary>
/// <param name="End">In which way.</param>
/// <param name="Number">The exit status, the signal or the error number, as <paramref name="End"/> says.</param>
/// <param name="Output">What the program wrote to its standard output and standard error, up to the call's limit.</param>
public sealed record ProgramResult(ProgramEnd End, int Number, ReadOnlyMemory<byte> Output)
{
    /// <summary>Whether the program ran and ended with status 0.</summary>
    public bool Succeeded => End == ProgramEnd.Exited && Number == 0;
}
