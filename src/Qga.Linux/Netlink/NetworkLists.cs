using Qga.Linux.Interop;

namespace Qga.Linux.Netlink;

/// <summary>What the kernel says of its network interfaces, by rtnetlink(7).</summary>
public static class NetworkLists
{
    /// <summary>Lists the interfaces.</summary>
    /// <param name="links">In the order of their numbers.</param>
    public static Errno ReadLinks(out List<NetworkLink> links) =>
        NewDump().Read(Libc.RTM_GETLINK, (type, body) => type == Libc.RTM_NEWLINK ? NetworkLink.Read(body) : null, out links);

    /// <summary>Lists the addresses.</summary>
    /// <param name="addresses">Those of IPv4 first.</param>
    public static Errno ReadAddresses(out List<NetworkAddress> addresses) =>
        NewDump().Read(Libc.RTM_GETADDR, (type, body) => type == Libc.RTM_NEWADDR ? NetworkAddress.Read(body) : null, out addresses);

    private static RouteDump NewDump() => new(() => new RouteSocket());
}
