namespace Qga.Agent.Dispatch;

/// <summary>A request that may run: which command, and where in the message its parts stand.</summary>
/// <param name="Command">The command's number.</param>
/// <param name="Arguments">The text of its arguments; empty if there are none.</param>
/// <param name="Id">The text of the id; empty if there is none.</param>
internal readonly record struct Call(int Command, Range Arguments, Range Id);
