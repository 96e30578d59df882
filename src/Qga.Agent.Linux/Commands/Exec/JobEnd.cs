namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>How a program ended.</summary>
/// <param name="HasExited">Whether by itself, not by a signal.</param>
/// <param name="Status">The exit status, or the signal's number.</param>
/// <param name="Time">When, in milliseconds as <see cref="Environment.TickCount64"/> counts them.</param>
internal sealed record JobEnd(bool HasExited, int Status, long Time);
