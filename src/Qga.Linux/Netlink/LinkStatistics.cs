using System.Buffers.Binary;

namespace Qga.Linux.Netlink;

/// <summary>The traffic of a network interface since it was created; the counters of /proc/net/dev.</summary>
/// <param name="RxBytes">Bytes received.</param>
/// <param name="RxPackets">Packets received.</param>
/// <param name="RxErrors">Bad packets received.</param>
/// <param name="RxDropped">Packets received and dropped, those that the device had to miss included.</param>
/// <param name="TxBytes">Bytes sent.</param>
/// <param name="TxPackets">Packets sent.</param>
/// <param name="TxErrors">Packets that could not be sent.</param>
/// <param name="TxDropped">Packets dropped before they were sent.</param>
public sealed record LinkStatistics(
    ulong RxBytes, ulong RxPackets, ulong RxErrors, ulong RxDropped, ulong TxBytes, ulong TxPackets, ulong TxErrors, ulong TxDropped)
{
    /// <summary>Reads struct rtnl_link_stats64 of linux/if_link.h.</summary>
    /// <param name="value">
    /// Numbers of 8 bytes: 0 rx_packets, 1 tx_packets, 2 rx_bytes, 3 tx_bytes, 4 rx_errors, 5 tx_errors, 6 rx_dropped, 7 tx_dropped, 15 rx_missed_errors.
    /// </param>
    /// <returns>The counts; null if there are too few.</returns>
    public static LinkStatistics? Read(ReadOnlySpan<byte> value) => value.Length < 16 * sizeof(ulong)
        ? null
        : new(
            RxBytes: Number(value, 2),
            RxPackets: Number(value, 0),
            RxErrors: Number(value, 4),
            RxDropped: Number(value, 6) + Number(value, 15),
            TxBytes: Number(value, 3),
            TxPackets: Number(value, 1),
            TxErrors: Number(value, 5),
            TxDropped: Number(value, 7));

    private static ulong Number(ReadOnlySpan<byte> value, int index) => BinaryPrimitives.ReadUInt64LittleEndian(value[(index * sizeof(ulong))..]);
}
