namespace Qga.Testing;

/// <summary>A request that a fake agent has received.</summary>
/// <param name="Command">The command's name.</param>
/// <param name="Arguments">Its arguments, one JSON object as it came; <c>{}</c> if there were none.</param>
/// <param name="Connection">The number of the connection that it came through, from 1.</param>
public sealed record FakeRequest(string Command, string Arguments, int Connection);
