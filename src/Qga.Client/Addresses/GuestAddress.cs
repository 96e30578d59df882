using System.Diagnostics.CodeAnalysis;

namespace Qga.Client;

/// <summary>
/// Where a guest's agent is reached from this host. <see cref="Parse"/> reads the text form, <see cref="ToString"/> gives it back.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term><c>unix:PATH</c>, or any path with a slash</term><description>a unix socket: <see cref="UnixGuestAddress"/></description></item>
/// <item><term><c>tcp:HOST:PORT</c>, or <c>HOST:PORT</c></term><description>TCP: <see cref="TcpGuestAddress"/></description></item>
/// <item><term><c>vsock:CID:PORT</c></term><description>an agent that listens on AF_VSOCK: <see cref="VsockGuestAddress"/></description></item>
/// <item><term><c>hvsock:PATH:PORT</c></term><description>the same behind Cloud Hypervisor or Firecracker:
/// <see cref="HybridVsockGuestAddress"/></description></item>
/// <item><term><c>serial:PATH</c></term><description>a serial line or a pty: <see cref="SerialGuestAddress"/></description></item>
/// <item><term><c>libvirt:DOMAIN</c>, <c>libvirt:DOMAIN@URI</c></term><description>through libvirt: <see cref="LibvirtGuestAddress"/></description></item>
/// </list>
/// </remarks>
public abstract record GuestAddress
{
    private protected GuestAddress()
    {
    }

    /// <summary>Reads an address.</summary>
    /// <param name="text">The address.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException">It is none; the message says what is wrong and what was expected.</exception>
    public static GuestAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return AddressText.TryRead(text, out GuestAddress? address, out string? error) ? address : throw new FormatException(error);
    }

    /// <summary>Reads an address.</summary>
    /// <param name="text">The address.</param>
    /// <param name="address">The address; null if there is none.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out GuestAddress? address)
    {
        address = null;
        return text is not null && AddressText.TryRead(text, out address, out _);
    }

    /// <summary>The address in its text form, which <see cref="Parse"/> reads.</summary>
    /// <returns>The text.</returns>
    public abstract override string ToString();

    /// <summary>Makes a link, which connects with its first exchange, and anew after its connection was lost.</summary>
    /// <param name="options">How a byte stream is used; null: the defaults.</param>
    /// <returns>The link, for a client or for a link around it.</returns>
    public IGuestLink CreateLink(StreamLinkOptions? options = null) => new ReconnectingLink(this, options ?? new());

    /// <summary>Opens the transport, and does not wait for the agent: that is what the link does before its first exchange.</summary>
    internal abstract ValueTask<IGuestLink> OpenAsync(StreamLinkOptions options, CancellationToken cancellationToken);
}
