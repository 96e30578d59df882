namespace Qga.Client;

/// <summary>
/// The transport is open and the agent does not answer: the guest is paused or still booting, the agent is not running, hangs, or is busy with an earlier
/// command, or another host holds the port, which serves one at a time.
/// </summary>
/// <param name="message">Why, in words for the user.</param>
/// <param name="inner">The transport's error, if there is one.</param>
public sealed class GuestAgentSilentException(string message, Exception? inner = null) : GuestUnreachableException(message, inner);
