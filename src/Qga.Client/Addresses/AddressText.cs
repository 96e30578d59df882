using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Qga.Client;

/// <summary>Reads the text form of an address.</summary>
internal static class AddressText
{
    public static bool TryRead(string text, [NotNullWhen(true)] out GuestAddress? address, [NotNullWhen(false)] out string? error)
    {
        (address, error) = Read(text);
        return address is not null;
    }

    private static (GuestAddress?, string?) Read(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string rest = text[(colon + 1)..];
        return (colon < 0 ? "" : text[..colon]) switch
        {
            _ when text.Length == 0 => (null, "the address is empty"),
            _ when text.Contains('\0', StringComparison.Ordinal) => (null, "the address contains a NUL"),
            "unix" => ReadPath(rest, "unix:PATH", path => new UnixGuestAddress(path)),
            "tcp" => ReadTcp(rest),
            "vsock" => ReadVsock(rest),
            "hvsock" => ReadHybridVsock(rest),
            "serial" => ReadPath(rest, "serial:PATH", path => new SerialGuestAddress(path)),
            "libvirt" => ReadLibvirt(rest),
            _ when text.Contains('/', StringComparison.Ordinal) => (new UnixGuestAddress(text), null),
            // QEMU's own client takes HOST:PORT, and a path for everything else.
            _ when TrySplitPort(text, out _, out _) => ReadTcp(text),
            _ => (null, $"'{text}' is no address: a path has a slash in it, others begin with unix:, tcp:, vsock:, hvsock:, serial: or libvirt:"),
        };
    }

    private static (GuestAddress?, string?) ReadPath(string path, string form, Func<string, GuestAddress> make) =>
        path.Length == 0 ? Expected(form, "the path is missing") : (make(path), null);

    private static (GuestAddress?, string?) ReadTcp(string text)
    {
        if (!TrySplitPort(text, out string host, out uint port) || port is 0 or > ushort.MaxValue)
        {
            return Expected("tcp:HOST:PORT", "the port is a number from 1 to 65535");
        }

        bool isBracketed = host is ['[', .., ']'];
        host = isBracketed ? host[1..^1] : host;
        return host.Length == 0 ? Expected("tcp:HOST:PORT", "the host is missing")
            : !isBracketed && host.Contains(':', StringComparison.Ordinal) ? Expected("tcp:[ADDRESS]:PORT", "an IPv6 address stands in brackets")
            : (new TcpGuestAddress(host, (int)port), null);
    }

    private static (GuestAddress?, string?) ReadVsock(string text) =>
        TrySplitPort(text, out string cid, out uint port) && uint.TryParse(cid, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            ? (new VsockGuestAddress(number, port), null)
            : Expected("vsock:CID:PORT", "both are numbers from 0 to 4294967295");

    private static (GuestAddress?, string?) ReadHybridVsock(string text) =>
        TrySplitPort(text, out string path, out uint port) && path.Length > 0
            ? (new HybridVsockGuestAddress(path, port), null)
            : Expected("hvsock:PATH:PORT", "the port is a number from 0 to 4294967295");

    private static (GuestAddress?, string?) ReadLibvirt(string text)
    {
        // A URI has an @ of its own (qemu+ssh://root@host/system), the name of a domain may have one too: what follows the first @ with a scheme is the URI.
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        int at = scheme < 0 ? -1 : text.LastIndexOf('@', scheme);
        string domain = at < 0 ? text : text[..at];
        return domain.Length == 0 || (scheme >= 0 && at < 0)
            ? Expected("libvirt:DOMAIN or libvirt:DOMAIN@URI", "the domain is missing")
            : (new LibvirtGuestAddress(domain, at < 0 ? null : text[(at + 1)..]), null);
    }

    private static bool TrySplitPort(string text, out string before, out uint port)
    {
        int colon = text.LastIndexOf(':');
        before = colon < 0 ? text : text[..colon];
        port = 0;
        return colon >= 0 && uint.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port);
    }

    private static (GuestAddress?, string?) Expected(string form, string problem) => (null, $"the address has the form {form}; {problem}");
}
