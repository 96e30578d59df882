namespace Qga.Client;

/// <summary>A serial line or a pseudo-terminal (<c>-chardev pty</c>), which is put into raw mode. Linux only.</summary>
/// <param name="Path">The path of the device.</param>
public sealed record SerialGuestAddress(string Path) : GuestAddress
{
    /// <inheritdoc/>
    public override string ToString() => $"serial:{Path}";

    internal override ValueTask<IGuestLink> OpenAsync(StreamLinkOptions options, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IGuestLink>(new StreamLink(SerialDevice.Open(Path), options));
}
