using System.Net;
using System.Net.Sockets;
using Qga.Contracts;
using Qga.Testing;

namespace Qga.Client.Tests.Inventory;

public sealed class AddressTests
{
    private const string Interfaces = """
        [{"name": "lo", "ip-addresses": [{"ip-address-type": "ipv4", "ip-address": "127.0.0.1", "prefix": 8},
         {"ip-address-type": "ipv6", "ip-address": "::1", "prefix": 128}], "hardware-address": "00:00:00:00:00:00"},
         {"name": "docker0", "ip-addresses": [{"ip-address-type": "ipv4", "ip-address": "172.17.0.1", "prefix": 16}]},
         {"name": "wg0", "ip-addresses": [{"ip-address-type": "ipv4", "ip-address": "10.8.0.2", "prefix": 24}]},
         {"name": "eth0", "ip-addresses": [{"ip-address-type": "ipv6", "ip-address": "fe80::1%3", "prefix": 64},
         {"ip-address-type": "ipv6", "ip-address": "2001:db8::5", "prefix": 64}, {"ip-address-type": "ipv4", "ip-address": "192.0.2.5", "prefix": 24},
         {"ip-address-type": "ipv4", "ip-address": "nonsense", "prefix": 24}], "hardware-address": "52:54:00:AB:CD:EF"},
         {"name": "eth1", "hardware-address": "52:54:00:ab:cd:00"}]
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("eth0", InterfaceKind.Physical)]
    [InlineData("enp1s0", InterfaceKind.Physical)]
    [InlineData("bond0.100", InterfaceKind.Physical)]
    [InlineData("br0", InterfaceKind.Physical)]
    [InlineData("Ethernet", InterfaceKind.Physical)]
    [InlineData("vtnet0", InterfaceKind.Physical)]
    [InlineData("lo", InterfaceKind.Loopback)]
    [InlineData("lo:1", InterfaceKind.Loopback)]
    [InlineData("lo0", InterfaceKind.Loopback)]
    [InlineData("Loopback Pseudo-Interface 1", InterfaceKind.Loopback)]
    [InlineData("docker0", InterfaceKind.Container)]
    [InlineData("br-1a2b3c4d5e6f", InterfaceKind.Container)]
    [InlineData("veth12ab", InterfaceKind.Container)]
    [InlineData("cni0", InterfaceKind.Container)]
    [InlineData("flannel.1", InterfaceKind.Container)]
    [InlineData("virbr0", InterfaceKind.Virtual)]
    [InlineData("wg0", InterfaceKind.Virtual)]
    [InlineData("vEthernet (WSL)", InterfaceKind.Virtual)]
    public void Kind_follows_from_the_name(string name, InterfaceKind kind) => Assert.Equal(kind, InterfaceKinds.Classify(name));

    [Theory]
    [InlineData("127.3.0.1", AddressScope.Loopback)]
    [InlineData("::1", AddressScope.Loopback)]
    [InlineData("169.254.9.9", AddressScope.LinkLocal)]
    [InlineData("fe80::1", AddressScope.LinkLocal)]
    [InlineData("169.253.0.1", AddressScope.Global)]
    [InlineData("10.0.0.1", AddressScope.Global)]
    [InlineData("fd00::1", AddressScope.Global)]
    [InlineData("a9fe::1", AddressScope.Global)]
    public void Scope_follows_from_the_address(string address, AddressScope scope) =>
        Assert.Equal(scope, GuestInterfaceAddress.ScopeOf(IPAddress.Parse(address)));

    [Fact]
    public async Task Addresses_are_told_with_their_interface()
    {
        IReadOnlyList<GuestInterfaceAddress> all = await GetAsync(null);
        Assert.Equal(
            ["127.0.0.1", "::1", "172.17.0.1", "10.8.0.2", "fe80::1", "2001:db8::5", "192.0.2.5"], all.Select(address => address.ToString()));
        Assert.Equal(
            new("eth0", InterfaceKind.Physical, IPAddress.Parse("192.0.2.5"), 24, AddressScope.Global, "52:54:00:ab:cd:ef"), all[^1]);
        Assert.Equal(AddressFamily.InterNetwork, all[^1].Family);
    }

    [Fact]
    public async Task Filter_narrows()
    {
        Assert.Equal(["10.8.0.2", "2001:db8::5", "192.0.2.5"], await ListAsync(AddressFilter.Reachable));
        Assert.Equal(["2001:db8::5"], await ListAsync(AddressFilter.Reachable with { Family = AddressFamily.InterNetworkV6 }));
        Assert.Equal(["fe80::1", "2001:db8::5", "192.0.2.5"], await ListAsync(new() { MacAddress = "52-54-00-AB-CD-EF" }));
        Assert.Equal(["172.17.0.1"], await ListAsync(new() { Interface = "docker0" }));
        Assert.Equal(["127.0.0.1", "::1"], await ListAsync(new() { Scopes = [AddressScope.Loopback] }));
        Assert.Empty(await ListAsync(new() { MacAddress = "52:54:00:ab:cd:00" }));
    }

    [Fact]
    public async Task Best_address_is_global_physical_and_ipv4()
    {
        IReadOnlyList<GuestInterfaceAddress> all = await GetAsync(null);
        Assert.Equal("192.0.2.5", all.PickBest()?.ToString());
        Assert.Equal("2001:db8::5", all.Where(address => address.ToString() != "192.0.2.5").PickBest()?.ToString());
        Assert.Equal("10.8.0.2", all.Where(address => address.Interface != "eth0").PickBest()?.ToString());
        Assert.Null(all.Where(address => address.Interface is "lo" or "docker0").PickBest());
    }

    [Fact]
    public async Task Agent_without_the_command_leaves_them_unknown()
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Connect());
        GuestFact<IReadOnlyList<GuestInterfaceAddress>> addresses = await client.GetAddressesAsync(cancellationToken: Cancellation);
        Assert.False(addresses.IsKnown);
        Assert.Equal("The command guest-network-get-interfaces has not been found", addresses.UnknownReason);
    }

    [Fact]
    public void Interfaces_without_addresses_have_none() => Assert.Empty(GuestInterfaceAddress.From([new GuestNetworkInterface { Name = "eth0" }]));

    private static async Task<string[]> ListAsync(AddressFilter filter) => [.. (await GetAsync(filter)).Select(address => address.ToString())];

    private static async Task<IReadOnlyList<GuestInterfaceAddress>> GetAsync(AddressFilter? filter)
    {
        await using FakeGuestAgent agent = new();
        agent.SetResult("guest-network-get-interfaces", Interfaces.ReplaceLineEndings(" "));
        await using GuestAgentClient client = new(agent.Connect());
        return (await client.GetAddressesAsync(filter, Cancellation)).Value!;
    }
}
