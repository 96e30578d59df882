namespace Qga.Contracts.Tests;

/// <summary>What goes over the wire, to the byte.</summary>
public sealed class WritingTests
{
    [Fact]
    public void Members_go_out_in_the_order_of_the_schema()
    {
        var processor = new GuestLogicalProcessor { CanOffline = false, Online = true, LogicalId = 3 };

        Assert.Equal("""{"logical-id": 3, "online": true, "can-offline": false}""", JsonOf.Text(GuestLogicalProcessor.Write, processor));
    }

    [Fact]
    public void What_is_not_there_is_not_written()
    {
        var processor = new GuestLogicalProcessor { Online = true, LogicalId = 3 };

        Assert.Equal("""{"logical-id": 3, "online": true}""", JsonOf.Text(GuestLogicalProcessor.Write, processor));
    }

    [Fact]
    public void Enumerations_go_out_by_their_names()
    {
        var address = new GuestIpAddress { IpAddressType = GuestIpAddressType.Ipv6, IpAddress = "fe80::1", Prefix = 64 };

        Assert.Equal(
            """{"ip-address-type": "ipv6", "ip-address": "fe80::1", "prefix": 64}""", JsonOf.Text(GuestIpAddress.Write, address));
        Assert.Equal("\"file-backed-virtual\"", JsonOf.Text<GuestDiskBusType>(GuestDiskBusTypeCodec.Write, GuestDiskBusType.FileBackedVirtual));
    }

    [Fact]
    public void A_value_that_is_none_of_the_enumeration_is_a_mistake_of_the_program() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonOf.Text<QGASeek>(QGASeekCodec.Write, (QGASeek)99));

    [Fact]
    public void Counters_use_all_64_bits()
    {
        var counters = new GuestNetworkInterfaceStat
        {
            TxPackets = 0,
            TxErrs = 1,
            RxBytes = ulong.MaxValue,
            RxDropped = 1UL << 63,
            RxPackets = 4,
            RxErrs = 5,
            TxBytes = 6,
            TxDropped = 7,
        };

        string text = JsonOf.Text(GuestNetworkInterfaceStat.Write, counters);

        Assert.Contains("\"rx-bytes\": 18446744073709551615, \"rx-dropped\": 9223372036854775808, ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alternate_is_written_as_what_it_holds()
    {
        Assert.Equal("2", JsonOf.Text<GuestFileWhence>(GuestFileWhence.Write, 2));
        Assert.Equal("\"end\"", JsonOf.Text<GuestFileWhence>(GuestFileWhence.Write, QGASeek.End));
    }

    [Fact]
    public void Bytes_go_out_first()
    {
        var read = new GuestFileRead { Count = 5, Eof = true, BufB64 = new byte[] { 1, 2, 3, 4, 5 } };

        Assert.Equal("""{"buf-b64": "AQIDBAU=", "count": 5, "eof": true}""", JsonOf.Text(GuestFileRead.Write, read));
    }
}
