namespace Qga.Client;

/// <summary>How a guest came to be thawed.</summary>
/// <param name="Count">How many file systems the thaw found frozen; null: no reply said so.</param>
/// <param name="Attempts">How many times a thaw was tried.</param>
/// <param name="Error">The agent's error to a thaw that took place all the same; null: none.</param>
internal sealed record ThawOutcome(long? Count, int Attempts, string? Error);
