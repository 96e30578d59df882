namespace Qga.Client;

/// <summary>A unix socket: of QEMU's character device on this host, or of an agent that listens.</summary>
/// <param name="Path">The path of the socket. A relative one begins at the working directory.</param>
public sealed record UnixGuestAddress(string Path) : GuestAddress
{
    /// <inheritdoc/>
    public override string ToString() => $"unix:{Path}";

    internal override async ValueTask<IGuestLink> OpenAsync(StreamLinkOptions options, CancellationToken cancellationToken) =>
        new StreamLink(await UnixSocket.ConnectAsync(Path, cancellationToken).ConfigureAwait(false), options);
}
