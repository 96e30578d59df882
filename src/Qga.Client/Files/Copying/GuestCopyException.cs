namespace Qga.Client;

/// <summary>A copy is not what the original is, or a program of the guest that takes part in the copy has failed.</summary>
/// <param name="message">What, in words for the user.</param>
/// <param name="inner">The cause, if it is a failure of its own.</param>
public sealed class GuestCopyException(string message, Exception? inner = null) : GuestAgentException(message, inner);
