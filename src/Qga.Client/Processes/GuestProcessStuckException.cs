namespace Qga.Client;

/// <summary>
/// A program has not ended within <see cref="GuestCommandLine.TimeLimit"/>, nor when it was killed: it waits in the guest's kernel, or the guest tells of
/// no end. It may still run.
/// </summary>
/// <param name="processId">The program's process ID.</param>
/// <param name="timeLimit">The time that it had.</param>
public sealed class GuestProcessStuckException(long processId, TimeSpan timeLimit)
    : GuestAgentException(FormattableString.Invariant($"process {processId} has not ended within {timeLimit.TotalSeconds} s, nor when it was killed"));
