using System.Globalization;

namespace Qga.Client;

/// <summary>An agent that listens on AF_VSOCK, see vsock(7). Linux only.</summary>
/// <param name="Cid">The guest's context identifier; 1 is this machine's own loopback.</param>
/// <param name="Port">The port; there is no usual one.</param>
public sealed record VsockGuestAddress(uint Cid, uint Port) : GuestAddress
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"vsock:{Cid}:{Port}");

    internal override async ValueTask<IGuestLink> OpenAsync(StreamLinkOptions options, CancellationToken cancellationToken) =>
        new StreamLink(await VsockConnection.ConnectAsync(Cid, Port, cancellationToken).ConfigureAwait(false), options);
}
