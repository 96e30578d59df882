using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Numerics;
using Qga.Contracts;

namespace Qga.Cli.Looking;

/// <summary>A route of a guest's.</summary>
/// <param name="Destination">The network, with its prefix length.</param>
/// <param name="Gateway">The next hop; null: the network is on the link.</param>
/// <param name="Interface">The outgoing interface.</param>
/// <param name="Metric">The metric; smaller ones are preferred.</param>
/// <param name="Version">4 or 6.</param>
internal sealed record Route(string Destination, string? Gateway, string Interface, uint Metric, int Version)
{
    /// <summary>Whether it leads to the guest itself, or to a multicast group, of which the kernel keeps routes for itself.</summary>
    public bool IsLocal => Interface == "lo" || Destination.StartsWith("ff", StringComparison.Ordinal)
        || (Version == 6 && Destination.EndsWith("/128", StringComparison.Ordinal) && Gateway is null);

    /// <summary>Whether it is the way to everywhere.</summary>
    public bool IsDefault => Destination is "0.0.0.0/0" or "::/0";

    public static Route From(GuestNetworkRoute route) => route.Version == 6
        ? new($"{route.Destination}/{route.Desprefixlen ?? "128"}", Hop(route.Nexthop), route.Iface, unchecked((uint)route.Metric), 6)
        : new($"{route.Destination}/{PrefixOf(route.Mask)}", Hop(route.Gateway), route.Iface, unchecked((uint)route.Metric), 4);

    /// <summary>
    /// /proc/net/route: <c>eth0 00000000 0202000A 0003 0 0 100 00000000 0 0 0</c>: interface, destination, gateway, flags, references, use, metric, mask, MTU,
    /// window, round-trip time. Addresses are 32 bits in the guest's byte order, which is little-endian on all but s390 and old machines.
    /// </summary>
    public static IReadOnlyList<Route> Parse(string text) =>
    [
        .. KernelText.LinesOf(text)
            .Skip(1)
            .Select(KernelText.FieldsOf)
            .Where(fields => fields.Length >= 8)
            .Select(fields => new Route(
                $"{AddressOf(fields[1])}/{BitOperations.PopCount(HexOf(fields[7]))}",
                Hop(AddressOf(fields[2]).ToString()),
                fields[0],
                uint.Parse(fields[6], NumberStyles.None, CultureInfo.InvariantCulture),
                4)),
    ];

    /// <summary>
    /// /proc/net/ipv6_route: destination, prefix length, source, prefix length, next hop, metric, references, use, flags, interface; all in hexadecimal but
    /// the last.
    /// </summary>
    public static IReadOnlyList<Route> ParseV6(string text) =>
    [
        .. KernelText.LinesOf(text)
            .Select(KernelText.FieldsOf)
            .Where(fields => fields.Length >= 10)
            .Select(fields => new Route(
                $"{new IPAddress(Convert.FromHexString(fields[0]))}/{HexOf(fields[1])}",
                Hop(new IPAddress(Convert.FromHexString(fields[4])).ToString()),
                fields[9],
                HexOf(fields[5]),
                6)),
    ];

    private static string? Hop(string? address) => address is null or "" or "0.0.0.0" or "::" ? null : address;

    private static int PrefixOf(string? mask) =>
        IPAddress.TryParse(mask, out IPAddress? address) ? BitOperations.PopCount(BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes())) : 32;

    private static IPAddress AddressOf(string hex)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, HexOf(hex));
        return new(bytes);
    }

    private static uint HexOf(string hex) => uint.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
