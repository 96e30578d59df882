namespace Qga.Client;

/// <summary>What libvirt made of a command to the agent.</summary>
/// <param name="Text">The reply; null: there was an error.</param>
/// <param name="Error">The error.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="State">What the domain was doing after an error; null: libvirt did not say.</param>
/// <param name="IsConnectionEnded">Whether the error ended the connection to libvirt.</param>
internal readonly record struct LibvirtReply(
    byte[]? Text, LibvirtError Error = default, TimeSpan Elapsed = default, LibvirtGuestState? State = null, bool IsConnectionEnded = false);
