namespace Qga.Client;

/// <summary>The socket or device is there and does not let us in: nobody listens any more, or its owner and mode forbid it.</summary>
/// <param name="message">Why, in words for the user.</param>
/// <param name="inner">The transport's error, if there is one.</param>
public sealed class GuestConnectionRefusedException(string message, Exception? inner = null) : GuestUnreachableException(message, inner);
