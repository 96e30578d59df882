using Qapi.Runtime.Errors;
using Qga.Agent.Linux.Commands.Route;
using Qga.Contracts;

namespace Qga.Agent.Linux.Tests.Commands;

public sealed class RouteCommandsTests : IDisposable
{
    private const string Ipv4 = """
        Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
        eth0	00000000	0202000A	0003	0	1	100	00000000	1500	2	3
        eth0	0002000A	00000000	0001	4	5	-1	00FFFFFF	0	0	0
        """;

    private const string Ipv6 = """
        fe800000000000000000000000000000 40 20010db8000000000000000000000000 20 fec00000000000000000000000000002 00000100 00000001 00000002 80200001     eth0
        00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("net-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Routes_of_IPv4_come_first_and_have_addresses_with_dots()
    {
        Write(Ipv4, Ipv6);
        IReadOnlyList<GuestNetworkRoute> routes = Read().Value!;
        Assert.Equal([4, 4, 6, 6], routes.Select(route => route.Version));
        GuestNetworkRoute route = routes[0];
        Assert.Equal(("eth0", "0.0.0.0", "10.0.2.2", "0.0.0.0"), (route.Iface, route.Destination, route.Gateway, route.Mask));
        Assert.Equal((3ul, 0, 1, 100), (route.Flags, route.Refcnt, route.Use, route.Metric));
        Assert.Equal((1500, 2, 3), (route.Mtu, route.Window, route.Irtt));
        Assert.Null(route.Nexthop);
        Assert.Equal(("10.0.2.0", "255.255.255.0", 4294967295), (routes[1].Destination, routes[1].Mask, routes[1].Metric));
    }

    [Fact]
    public void Flags_and_metrics_of_IPv6_are_never_negative()
    {
        Write(Ipv4, Ipv6);
        IReadOnlyList<GuestNetworkRoute> routes = Read().Value!;
        GuestNetworkRoute route = routes[2];
        Assert.Equal(("eth0", "fe80::", "64", "2001:db8::", "32"), (route.Iface, route.Destination, route.Desprefixlen, route.Source, route.Srcprefixlen));
        Assert.Equal(("fec0::2", 0x80200001ul, 256, 1, 2), (route.Nexthop, route.Flags, route.Metric, route.Refcnt, route.Use));
        Assert.Null(route.Gateway);
        Assert.Equal(("lo", "::", 0xffffffff), (routes[3].Iface, routes[3].Destination, routes[3].Metric));
    }

    [Fact]
    public void A_guest_without_IPv6_has_the_other_routes()
    {
        Write(Ipv4, null);
        Assert.Equal([4, 4], Read().Value!.Select(route => route.Version));
        Write(null, Ipv6);
        Assert.Equal([6, 6], Read().Value!.Select(route => route.Version));
    }

    [Fact]
    public void Without_either_table_it_says_so() =>
        Assert.Equal(QapiError.Generic($"open(\"{_folder}/route\"): No such file or directory"), Read().Error);

    [Fact]
    public void Lines_that_are_none_are_passed_over()
    {
        Write("Iface\neth0 00000000\neth0 00000000 0202000A 0003 0 1 x 00000000 0 0 0\n", "fe80 40\n\n");
        Assert.Empty(Read().Value!);
    }

    private CommandResult<IReadOnlyList<GuestNetworkRoute>> Read() => new RouteCommands(_folder).GuestNetworkGetRoute();

    private void Write(string? ipv4, string? ipv6)
    {
        Put("route", ipv4);
        Put("ipv6_route", ipv6);
    }

    private void Put(string name, string? content)
    {
        File.Delete($"{_folder}/{name}");
        if (content is not null)
        {
            File.WriteAllText($"{_folder}/{name}", content);
        }
    }
}
