namespace Qga.Client;

/// <summary>There is no such guest: libvirt knows no domain of that name.</summary>
/// <param name="message">Why, in words for the user.</param>
/// <param name="inner">The transport's error, if there is one.</param>
public sealed class GuestNotFoundException(string message, Exception? inner = null) : GuestUnreachableException(message, inner);
