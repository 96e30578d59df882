namespace Qga.Client;

/// <summary>File systems were thawed before the caller thawed them: what was copied meanwhile may be inconsistent.</summary>
/// <param name="message">How that is known, in words for the user.</param>
public sealed class GuestThawedEarlyException(string message) : GuestAgentException(message);
