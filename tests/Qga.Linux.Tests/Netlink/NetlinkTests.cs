using System.Buffers.Binary;
using System.Text;
using Qga.Linux.Interop;
using Qga.Linux.Netlink;

namespace Qga.Linux.Tests.Netlink;

public sealed class NetlinkTests
{
    [Fact]
    public void Reads_an_interface()
    {
        byte[] statistics = new byte[24 * 8];
        for (int index = 0; index < 24; index++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(statistics.AsSpan(index * 8), (ulong)(100 + index));
        }

        byte[] body =
        [
            0, 0, 1, 0, 2, 0, 0, 0, .. new byte[8],
            .. Attribute(Libc.IFLA_IFNAME, Encoding.ASCII.GetBytes("enp1s0\0")),
            .. Attribute(Libc.IFLA_ADDRESS, [1, 2, 3, 4, 5, 6]),
            .. Attribute(99, [1]),
            .. Attribute(Libc.IFLA_STATS64, statistics),
        ];
        NetworkLink link = NetworkLink.Read(body)!;
        Assert.Equal((2, "enp1s0"), (link.Index, link.Name));
        Assert.Equal([1, 2, 3, 4, 5, 6], link.HardwareAddress);
        Assert.Equal(new LinkStatistics(102, 100, 104, 106 + 115, 103, 101, 105, 107), link.Statistics);
    }

    [Fact]
    public void Takes_the_near_end_of_two_points()
    {
        byte[] body =
        [
            Libc.AF_INET, 30, 0, 0, 7, 0, 0, 0,
            .. Attribute(Libc.IFA_ADDRESS, [10, 0, 0, 2]),
            .. Attribute(Libc.IFA_LOCAL, [10, 0, 0, 1]),
            .. Attribute(Libc.IFA_LABEL, Encoding.ASCII.GetBytes("ppp0\0")),
        ];
        NetworkAddress address = NetworkAddress.Read(body)!;
        Assert.Equal((7, 30, "ppp0"), (address.Index, address.PrefixLength, address.Label));
        Assert.Equal([10, 0, 0, 1], address.Address);
    }

    [Fact]
    public void Passes_over_other_families_and_what_is_cut_off()
    {
        Assert.Null(NetworkAddress.Read([16, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Null(NetworkAddress.Read([Libc.AF_INET6, 0, 0, 0, 0, 0, 0, 0, 20, 0, 1, 0, 1, 2, 3]));
        Assert.Null(NetworkLink.Read(new byte[16])!.Statistics);
    }

    [Fact]
    public void Passes_over_messages_without_a_whole_header()
    {
        Assert.Null(NetworkLink.Read(new byte[15]));
        Assert.Null(NetworkLink.Read([]));
        Assert.Null(NetworkAddress.Read([Libc.AF_INET, 30, 0, 0, 7, 0, 0]));
        Assert.Null(NetworkAddress.Read([]));
    }

    [Fact]
    public void Lists_the_loopback_of_this_machine()
    {
        Assert.True(NetworkLists.ReadLinks(out List<NetworkLink> links).IsSuccess);
        Assert.Contains(links, link => link.Name == "lo" && link.Index == 1);
        Assert.True(NetworkLists.ReadAddresses(out List<NetworkAddress> addresses).IsSuccess);
        Assert.All(addresses, address => Assert.Contains(links, link => link.Index == address.Index));
    }

    private static byte[] Attribute(int type, byte[] value)
    {
        byte[] attribute = new byte[(4 + value.Length + 3) & ~3];
        BinaryPrimitives.WriteUInt16LittleEndian(attribute, (ushort)(4 + value.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(attribute.AsSpan(2), (ushort)type);
        value.CopyTo(attribute.AsSpan(4));
        return attribute;
    }
}
