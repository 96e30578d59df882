using System.Diagnostics;
using System.Net.NetworkInformation;
using Qga.Agent.Linux.Commands.Network;
using Qga.Contracts;
using Qga.Linux.Netlink;

namespace Qga.Agent.Linux.Tests.Commands;

public sealed class NetworkCommandsTests
{
    private static readonly LinkStatistics s_counts = new(1, 2, 3, 4, 5, 6, 7, 8);

    [Fact]
    public void Finds_what_the_framework_finds_on_this_machine()
    {
        IReadOnlyList<GuestNetworkInterface> found = new NetworkCommands().GuestNetworkGetInterfaces().Value!;
        foreach (NetworkInterface expected in NetworkInterface.GetAllNetworkInterfaces())
        {
            GuestNetworkInterface one = Assert.Single(found, other => other.Name == expected.Name);
            Assert.NotNull(one.Statistics);
            Assert.Equal(
                expected.GetIPProperties().UnicastAddresses.Select(address => ($"{address.Address}".Split('%')[0], (long)address.PrefixLength)).Order(),
                (one.IpAddresses ?? []).Select(address => (address.IpAddress, address.Prefix)).Order());
        }

        Assert.Equal("00:00:00:00:00:00", Assert.Single(found, one => one.Name == "lo").HardwareAddress);
    }

    [Fact]
    public void Gives_every_interface_its_addresses_and_statistics_in_the_kernels_order()
    {
        List<GuestNetworkInterface> found = NetworkCommands.Describe(
            [
                new(1, "lo", new byte[6], s_counts),
                new(2, "eth0", [0x52, 0x54, 0, 0x12, 0xAB, 0xFF], s_counts),
                new(3, "dummy0", [2, 0, 0, 0, 0, 1], null),
                new(4, "eth1", [2, 0, 0, 0, 0, 2], s_counts),
            ],
            [
                new(1, [127, 0, 0, 1], 8, "lo"),
                new(2, [10, 0, 2, 15], 24, "eth0"),
                new(2, [0xFE, 0x80, .. new byte[13], 1], 64, null),
                new(9, [1, 1, 1, 1], 8, "gone"),
            ]);
        Assert.Equal(["lo", "eth0", "dummy0", "eth1"], found.Select(one => one.Name));
        Assert.Equal(
            ["10.0.2.15 Ipv4 24", "fe80::1 Ipv6 64"],
            found[1].IpAddresses!.Select(address => $"{address.IpAddress} {address.IpAddressType} {address.Prefix}"));
        Assert.Equal("52:54:00:12:ab:ff", found[1].HardwareAddress);
        GuestNetworkInterfaceStat counts = found[1].Statistics!;
        Assert.Equal((1UL, 2UL, 3UL, 4UL), (counts.RxBytes, counts.RxPackets, counts.RxErrs, counts.RxDropped));
        Assert.Equal((5UL, 6UL, 7UL, 8UL), (counts.TxBytes, counts.TxPackets, counts.TxErrs, counts.TxDropped));
        Assert.Null(found[2].IpAddresses);
        Assert.Null(found[2].Statistics);
        Assert.Null(found[3].IpAddresses);
        Assert.NotNull(found[3].Statistics);
    }

    [Fact]
    public void A_label_is_an_interface_of_its_own_behind_the_others()
    {
        List<GuestNetworkInterface> found = NetworkCommands.Describe(
            [new(2, "eth0", [2, 0, 0, 0, 0, 1], s_counts), new(3, "eth1", [2, 0, 0, 0, 0, 2], s_counts)],
            [new(2, [10, 0, 0, 1], 24, "eth0"), new(2, [10, 0, 0, 2], 24, "eth0:1"), new(3, [10, 0, 0, 3], 24, "eth1")]);
        Assert.Equal(["eth0", "eth1", "eth0:1"], found.Select(one => one.Name));
        Assert.Equal(("02:00:00:00:00:01", null), (found[2].HardwareAddress, found[2].Statistics));
        Assert.Equal("10.0.0.2", Assert.Single(found[2].IpAddresses!).IpAddress);
    }

    [Fact]
    public void Shows_hardware_addresses_of_any_length_and_no_others()
    {
        List<GuestNetworkInterface> found = NetworkCommands.Describe(
            [new(1, "ib0", [.. Enumerable.Range(0, 20).Select(part => (byte)part)], null), new(2, "tun0", [], null), new(3, "gre0", [1, 2, 3, 4], null)], []);
        Assert.Equal("00:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:10:11:12:13", found[0].HardwareAddress);
        Assert.Null(found[1].HardwareAddress);
        Assert.Null(found[2].HardwareAddress);
    }

    /// <summary>Four times as many of either make four times the work: 16 times would be every one against every other.</summary>
    [Theory]
    [InlineData(1, 2000)]
    [InlineData(2000, 1)]
    public void The_work_grows_as_the_interfaces_and_their_addresses_do(int interfaces, int addresses)
    {
        (long bytes, TimeSpan time) = Work(interfaces, addresses);
        (long moreBytes, TimeSpan moreTime) = interfaces > addresses ? Work(4 * interfaces, addresses) : Work(interfaces, 4 * addresses);
        Assert.InRange((double)moreBytes / bytes, 3, 6);
        Assert.InRange(moreTime / time, 0, 10);
    }

    // The shortest of several: whatever else the machine does only adds to it.
    private static (long Bytes, TimeSpan Time) Work(int interfaces, int addresses)
    {
        List<NetworkLink> links = [.. Enumerable.Range(1, interfaces).Select(index => new NetworkLink(index, $"veth{index}", [2, 0, 0, 0, 0, 1], s_counts))];
        List<NetworkAddress> list =
        [
            .. links.SelectMany(link => Enumerable.Range(0, addresses).Select(last =>
                new NetworkAddress(link.Index, [10, 0, 0, (byte)last], 8, link.Name))),
        ];
        long bytes = long.MaxValue;
        TimeSpan time = TimeSpan.MaxValue;
        for (int round = 0; round < 20; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            Assert.Equal(interfaces, NetworkCommands.Describe(links, list).Count);
            TimeSpan taken = Stopwatch.GetElapsedTime(start);
            time = taken < time ? taken : time;
            bytes = Math.Min(bytes, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return (bytes, time);
    }
}
