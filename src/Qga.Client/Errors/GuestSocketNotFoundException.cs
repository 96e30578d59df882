namespace Qga.Client;

/// <summary>There is no such socket or device: the guest does not run, or has no port for an agent.</summary>
/// <param name="message">Why, in words for the user.</param>
/// <param name="inner">The transport's error, if there is one.</param>
public sealed class GuestSocketNotFoundException(string message, Exception? inner = null) : GuestUnreachableException(message, inner);
