using System.Globalization;
using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Linux.ProcFs;

namespace Qga.Agent.Linux.Commands.Route;

/// <summary>The guest's routes.</summary>
/// <param name="folder">
/// Usually /proc/net, with the tables <c>route</c> and <c>ipv6_route</c>; where the kernel does without one of the protocols, its table is missing.
/// </param>
internal sealed class RouteCommands(string folder) : RouteCommandsBase
{
    /// <inheritdoc/>
    public override CommandResult<IReadOnlyList<GuestNetworkRoute>> GuestNetworkGetRoute()
    {
        using FileContent ipv4Routes = WholeFile.Read($"{folder}/route");
        using FileContent ipv6Routes = WholeFile.Read($"{folder}/ipv6_route");
        Errno ipv4 = ipv4Routes.Error;
        Errno ipv6 = ipv6Routes.Error;
        if (!ipv4.IsSuccess && (ipv4 != Errno.ENOENT || !ipv6.IsSuccess))
        {
            return QapiError.Generic(ipv4.Describe($"open(\"{folder}/route\")"));
        }

        if (!ipv6.IsSuccess && ipv6 != Errno.ENOENT)
        {
            return QapiError.Generic(ipv6.Describe($"open(\"{folder}/ipv6_route\")"));
        }

        List<GuestNetworkRoute> routes = [];
        foreach (Ipv4Route route in RouteTable.ReadIpv4(ipv4Routes.Bytes))
        {
            routes.Add(Describe(route));
        }

        foreach (Ipv6Route route in RouteTable.ReadIpv6(ipv6Routes.Bytes))
        {
            routes.Add(Describe(route));
        }

        return routes;
    }

    private static GuestNetworkRoute Describe(Ipv4Route route) => new()
    {
        Iface = route.Interface,
        Destination = route.Destination,
        Gateway = route.Gateway,
        Mask = route.Mask,
        Metric = route.Metric,
        Flags = route.Flags,
        Refcnt = route.References,
        Use = route.Uses,
        Mtu = route.Mtu,
        Window = route.Window,
        Irtt = route.RoundTripTime,
        Version = 4,
    };

    private static GuestNetworkRoute Describe(Ipv6Route route) => new()
    {
        Iface = route.Interface,
        Destination = route.Destination,
        Desprefixlen = route.DestinationPrefix.ToString(CultureInfo.InvariantCulture),
        Source = route.Source,
        Srcprefixlen = route.SourcePrefix.ToString(CultureInfo.InvariantCulture),
        Nexthop = route.NextHop,
        Metric = route.Metric,
        Flags = route.Flags,
        Refcnt = route.References,
        Use = route.Uses,
        Version = 6,
    };
}
