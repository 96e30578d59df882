using System.Globalization;
using System.Text.Json.Nodes;
using Qga.Machines;

namespace Qga.Vm;

[Collection(SharedGuest.Name)]
public sealed class NetworkTests(Guest guest)
{
    [Fact]
    public async Task The_addresses_are_those_that_were_set()
    {
        JsonNode card = await InterfaceAsync("eth0");
        Assert.Equal(GuestNetwork.HardwareAddress, (string?)card["hardware-address"]);
        IEnumerable<string> addresses = card["ip-addresses"]!.AsArray()
            .Select(address => $"{address!["ip-address-type"]} {address["ip-address"]}/{address["prefix"]}");
        Assert.Contains($"ipv4 {GuestNetwork.Address}/{GuestNetwork.Prefix}", addresses);
        Assert.Contains($"ipv6 {GuestNetwork.Address6}/{GuestNetwork.Prefix6}", addresses);
    }

    [Fact]
    public async Task An_address_that_comes_and_goes_is_seen_to()
    {
        await guest.Shell.RunAsync("ip link add dummy7 type dummy && ip address add 192.0.2.77/28 dev dummy7");
        Assert.Equal("192.0.2.77", (string?)(await InterfaceAsync("dummy7"))["ip-addresses"]![0]!["ip-address"]);
        await guest.Shell.RunAsync("ip link delete dummy7");
        Assert.DoesNotContain("dummy7", (await InterfacesAsync()).Select(candidate => (string?)candidate!["name"]));
    }

    [Theory]
    [InlineData("rx-bytes")]
    [InlineData("rx-packets")]
    [InlineData("tx-bytes")]
    [InlineData("tx-packets")]
    public async Task Statistics_are_the_kernels(string counter)
    {
        string file = $"/sys/class/net/eth0/statistics/{counter.Replace('-', '_')}";
        long before = long.Parse(await guest.Shell.RunAsync($"cat {file}"), CultureInfo.InvariantCulture);
        long value = (long)(await InterfaceAsync("eth0"))["statistics"]![counter]!;
        Assert.InRange(value, before, long.Parse(await guest.Shell.RunAsync($"cat {file}"), CultureInfo.InvariantCulture));
    }

    private async Task<JsonArray> InterfacesAsync() => (await guest.Agent.CallJsonAsync("guest-network-get-interfaces")).AsArray();

    private async Task<JsonNode> InterfaceAsync(string name) => (await InterfacesAsync()).Single(candidate => (string?)candidate!["name"] == name)!;
}
