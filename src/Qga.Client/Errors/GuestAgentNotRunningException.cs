namespace Qga.Client;

/// <summary>The guest runs and nobody in it has opened the port: no agent is installed, or it is not started.</summary>
/// <param name="message">Why, in words for the user.</param>
/// <param name="inner">The transport's error, if there is one.</param>
public sealed class GuestAgentNotRunningException(string message, Exception? inner = null) : GuestUnreachableException(message, inner);
