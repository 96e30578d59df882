using Qga.Contracts;

namespace Qga.Agent.Commands.Exec;

/// <summary>The end of a process, for the one client that is told.</summary>
/// <param name="Status">
/// What guest-exec-status replies. Its payloads own the captured output, until they are read to their end or the process is discarded.
/// </param>
/// <param name="Time">In milliseconds of <see cref="Environment.TickCount64"/>.</param>
internal sealed record ProcessExit(GuestExecStatus Status, long Time);
