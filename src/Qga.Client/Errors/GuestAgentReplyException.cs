namespace Qga.Client;

/// <summary>The agent's reply made no sense, or was too long. The next call synchronizes again.</summary>
/// <param name="message">What is wrong with it.</param>
public sealed class GuestAgentReplyException(string message) : GuestAgentException($"the guest agent's reply makes no sense: {message}");
