using System.Runtime.InteropServices;
using System.Text;
using Qga.Linux.Interop;

namespace Qga.Linux.ProcFs;

/// <summary>The kernel's tables of routes, in the order of their lines. A line that is not understood is ignored.</summary>
public static class RouteTable
{
    /// <summary>Reads /proc/net/route.</summary>
    /// <returns>The routes; none for the heading.</returns>
    public static List<Ipv4Route> ReadIpv4(ReadOnlySpan<byte> text)
    {
        // Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT; addresses and flags are hexadecimal.
        List<Ipv4Route> routes = [];
        foreach (Range range in text.Split((byte)'\n'))
        {
            FieldReader fields = new(text[range]);
            string name = Encoding.UTF8.GetString(fields.Next());
            if (fields.TryNextHexadecimal(out uint destination)
                && fields.TryNextHexadecimal(out uint gateway)
                && fields.TryNextHexadecimal(out uint flags)
                && fields.TryNext(out uint references)
                && fields.TryNext(out uint uses)
                && fields.TryNext(out uint metric)
                && fields.TryNextHexadecimal(out uint mask)
                && fields.TryNext(out uint mtu)
                && fields.TryNext(out uint window)
                && fields.TryNext(out uint roundTripTime))
            {
                routes.Add(new(name, Address(destination), Address(gateway), Address(mask), flags, references, uses, metric, mtu, window, roundTripTime));
            }
        }

        return routes;
    }

    /// <summary>Reads /proc/net/ipv6_route.</summary>
    public static List<Ipv6Route> ReadIpv6(ReadOnlySpan<byte> text)
    {
        // Destination and its prefix, source and its prefix, next hop, metric, references, uses, flags, interface; all but the last hexadecimal.
        List<Ipv6Route> routes = [];
        foreach (Range range in text.Split((byte)'\n'))
        {
            FieldReader fields = new(text[range]);
            if (TryNextAddress(ref fields, out string destination)
                && fields.TryNextHexadecimal(out uint destinationPrefix)
                && TryNextAddress(ref fields, out string source)
                && fields.TryNextHexadecimal(out uint sourcePrefix)
                && TryNextAddress(ref fields, out string nextHop)
                && fields.TryNextHexadecimal(out uint metric)
                && fields.TryNextHexadecimal(out uint references)
                && fields.TryNextHexadecimal(out uint uses)
                && fields.TryNextHexadecimal(out uint flags))
            {
                string name = Encoding.UTF8.GetString(fields.Next());
                routes.Add(new(name, destination, (int)destinationPrefix, source, (int)sourcePrefix, nextHop, flags, references, uses, metric));
            }
        }

        return routes;
    }

    // The kernel prints the number that the four bytes make on this machine.
    private static string Address(uint number) => Libc.AddressText(MemoryMarshal.AsBytes([number]));

    private static bool TryNextAddress(ref FieldReader fields, out string address)
    {
        ReadOnlySpan<byte> digits = fields.Next();
        Span<byte> bytes = stackalloc byte[16];
        bool isValid = digits.Length == 2 * bytes.Length;
        for (int i = 0; isValid && i < bytes.Length; i++)
        {
            isValid = KernelNumber.TryParseHexadecimal(digits.Slice(2 * i, 2), out ulong value);
            bytes[i] = (byte)value;
        }

        address = isValid ? Libc.AddressText(bytes) : "";
        return isValid;
    }
}

/// <summary>A line of /proc/net/route.</summary>
/// <param name="Interface">The interface that packets leave by.</param>
/// <param name="Destination">The addresses that it leads to, with <paramref name="Mask"/>.</param>
/// <param name="Gateway">Where packets go next; 0.0.0.0 if straight to their destination.</param>
/// <param name="Mask">Which bits of the destination count.</param>
/// <param name="Flags">RTF_ bits of linux/route.h.</param>
/// <param name="References">How many hold on to it.</param>
/// <param name="Uses">How often it was looked up.</param>
/// <param name="Metric">The smaller, the sooner it is taken.</param>
/// <param name="Mtu">The largest packet in bytes, 40 less than that of TCP; 0: the interface's.</param>
/// <param name="Window">The window of TCP in bytes; 0: as usual.</param>
/// <param name="RoundTripTime">The first guess of the round-trip time in milliseconds; 0: as usual.</param>
public sealed record Ipv4Route(
    string Interface,
    string Destination,
    string Gateway,
    string Mask,
    uint Flags,
    uint References,
    uint Uses,
    uint Metric,
    uint Mtu,
    uint Window,
    uint RoundTripTime);

/// <summary>A line of /proc/net/ipv6_route.</summary>
/// <param name="Interface">The interface that packets leave by.</param>
/// <param name="Destination">The addresses that it leads to.</param>
/// <param name="DestinationPrefix">How many bits of them count, 0 to 128.</param>
/// <param name="Source">The senders that it is for.</param>
/// <param name="SourcePrefix">How many bits of them count, 0 to 128.</param>
/// <param name="NextHop">Where packets go next; <c>::</c> if straight to their destination.</param>
/// <param name="Flags">RTF_ bits of linux/ipv6_route.h.</param>
/// <param name="References">How many hold on to it.</param>
/// <param name="Uses">How often it was looked up.</param>
/// <param name="Metric">The smaller, the sooner it is taken.</param>
public sealed record Ipv6Route(
    string Interface,
    string Destination,
    int DestinationPrefix,
    string Source,
    int SourcePrefix,
    string NextHop,
    uint Flags,
    uint References,
    uint Uses,
    uint Metric);
