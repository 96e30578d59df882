using System.Globalization;

namespace Qga.Client;

/// <summary>
/// A character device of QEMU's that listens on TCP (<c>-chardev socket,host=...,port=...,server=on</c>). It is neither encrypted nor authenticated.
/// </summary>
/// <param name="Host">A name or an IP address, an IPv6 address without brackets.</param>
/// <param name="Port">The port, from 1 to 65535.</param>
public sealed record TcpGuestAddress(string Host, int Port) : GuestAddress
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"tcp:{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    internal override async ValueTask<IGuestLink> OpenAsync(StreamLinkOptions options, CancellationToken cancellationToken) =>
        new StreamLink(await TcpConnection.ConnectAsync(Host, Port, cancellationToken).ConfigureAwait(false), options);
}
