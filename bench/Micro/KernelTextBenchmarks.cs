using System.Buffers.Binary;
using System.Text;
using BenchmarkDotNet.Attributes;
using Qga.Linux.Interop;
using Qga.Linux.Netlink;
using Qga.Linux.ProcFs;

namespace Qga.Micro;

/// <summary>What the kernel says, as text and as messages.</summary>
public class KernelTextBenchmarks
{
    private readonly byte[] mounts = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 1000).Select(i =>
        $"{i + 30} 27 {8 + (i % 4)}:{i / 4} / /mnt/volume{i} rw,relatime shared:{i} - ext4 /dev/sd{i} rw,errors=remount-ro\n")));

    private readonly byte[] link =
    [
        .. new byte[16], .. Attribute(Libc.IFLA_IFNAME, "eth0\0"u8), .. Attribute(4, new byte[64]), .. Attribute(Libc.IFLA_ADDRESS, new byte[6]),
        .. Attribute(Libc.IFLA_STATS64, new byte[200]), .. Attribute(26, new byte[700]),
    ];

    private readonly byte[] address =
    [
        Libc.AF_INET, 24, 0, 0, 2, 0, 0, 0, .. Attribute(Libc.IFA_ADDRESS, new byte[4]), .. Attribute(Libc.IFA_LOCAL, new byte[4]),
        .. Attribute(Libc.IFA_LABEL, "eth0\0"u8), .. Attribute(6, new byte[16]),
    ];

    [Benchmark(Description = "MountTable: 1,000 lines, 90 KiB")]
    public int Mounts() => MountTable.Parse(mounts).Count;

    [Benchmark(Description = "NetworkLink: one message of 1 KiB")]
    public NetworkLink Link() => NetworkLink.Read(link);

    [Benchmark(Description = "NetworkAddress: one message")]
    public NetworkAddress? Address() => NetworkAddress.Read(address);

    private static byte[] Attribute(int type, ReadOnlySpan<byte> value)
    {
        byte[] attribute = new byte[4 + ((value.Length + 3) & ~3)];
        BinaryPrimitives.WriteUInt16LittleEndian(attribute, (ushort)(4 + value.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(attribute.AsSpan(2), (ushort)type);
        value.CopyTo(attribute.AsSpan(4));
        return attribute;
    }
}
