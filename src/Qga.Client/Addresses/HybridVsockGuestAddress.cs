using System.Globalization;

namespace Qga.Client;

/// <summary>
/// An agent that listens on AF_VSOCK in a guest of Cloud Hypervisor or Firecracker, which offer their guest's vsock as a unix socket: the host
/// sends <c>CONNECT PORT</c> and reads <c>OK NUMBER</c> before the stream begins.
/// </summary>
/// <param name="Path">The path of the hypervisor's socket. A relative one begins at the working directory.</param>
/// <param name="Port">The port in the guest.</param>
public sealed record HybridVsockGuestAddress(string Path, uint Port) : GuestAddress
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"hvsock:{Path}:{Port}");

    internal override async ValueTask<IGuestLink> OpenAsync(StreamLinkOptions options, CancellationToken cancellationToken) =>
        new StreamLink(await HybridVsockConnection.ConnectAsync(Path, Port, options.SynchronizationTimeout, cancellationToken).ConfigureAwait(false), options);
}
