namespace Qga.Client;

/// <summary>The agent's reply made no sense, or was too long. The next call synchronizes first.</summary>
/// <param name="message">What is wrong with the reply.</param>
public sealed class GuestAgentReplyException(string message) : GuestAgentException($"the guest agent's reply makes no sense: {message}");
