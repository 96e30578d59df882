using System.Buffers;
using System.Net;
using System.Text;
using Qapi.Runtime.Reading;
using Qapi.Runtime.Writing;
using Qga.Agent.Linux.Commands.Diskstats;
using Qga.Agent.Linux.Commands.Load;
using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.ProcFs;
using Qga.Linux.SysFs;

namespace Qga.Fuzz.Targets;

/// <summary>Text of the kernel's: a line gives an entry at most, and an entry says what can be said in a reply.</summary>
internal static class KernelTexts
{
    private delegate void ValueWriter<T>(ref JsonWriter writer, T value);

    /// <summary>/proc/self/mountinfo.</summary>
    public static void MountInfo(ReadOnlySpan<byte> input)
    {
        List<MountedFilesystem> filesystems = MountTable.Parse(input);
        HashSet<DeviceNumber> devices = [];
        int mounts = 0;
        foreach (MountedFilesystem filesystem in filesystems)
        {
            Check.That(devices.Add(filesystem.Device), "a device stands once");
            Check.That(filesystem.Mounts.Count > 0 && filesystem.MountPoint.Length > 0 && filesystem.Type.Length > 0, "a file system is mounted somewhere");
            mounts += filesystem.Mounts.Count;
        }

        Check.That(mounts <= Lines(input), "a line is one mount at most");
    }

    /// <summary>/proc/diskstats.</summary>
    public static void Diskstats(ReadOnlySpan<byte> input)
    {
        List<GuestDiskStatsInfo> disks = DiskstatsCommands.Parse(input);
        Check.That(disks.Count <= Lines(input), "a line is one disk at most");
        foreach (GuestDiskStatsInfo disk in disks)
        {
            ReadBack(disk, GuestDiskStatsInfo.Write, GuestDiskStatsInfo.Read);
        }
    }

    /// <summary>/proc/stat.</summary>
    public static void CpuStats(ReadOnlySpan<byte> input)
    {
        List<GuestCpuStats> processors = new LoadCommands("", ticksPerSecond: 100).Parse(input);
        Check.That(processors.Count <= Lines(input), "a line is one processor at most");
        foreach (GuestCpuStats processor in processors)
        {
            ReadBack(processor, GuestCpuStats.Write, GuestCpuStats.Read);
        }
    }

    /// <summary>/proc/net/route and /proc/net/ipv6_route.</summary>
    public static void Routes(ReadOnlySpan<byte> input)
    {
        List<Ipv4Route> ipv4 = RouteTable.ReadIpv4(input);
        List<Ipv6Route> ipv6 = RouteTable.ReadIpv6(input);
        Check.That(ipv4.Count <= Lines(input) && ipv6.Count <= Lines(input), "a line is one route at most");
        foreach (Ipv4Route route in ipv4)
        {
            Check.That(IPAddress.TryParse(route.Destination, out _) && IPAddress.TryParse(route.Gateway, out _), "addresses are addresses");
        }

        foreach (Ipv6Route route in ipv6)
        {
            Check.That(IPAddress.TryParse(route.Destination, out _) && IPAddress.TryParse(route.NextHop, out _), "addresses are addresses");
        }
    }

    /// <summary>A device's uevent, and its path.</summary>
    public static void Uevent(ReadOnlySpan<byte> input)
    {
        DeviceProperties properties = DeviceProperties.Parse(input);
        Check.That(properties.Node is null || properties.Node.StartsWith("/dev/", StringComparison.Ordinal), "a node is in /dev");
        Check.That(properties.Number is null || properties.Number.Contains(':', StringComparison.Ordinal), "a number is two");
    }

    /// <summary>A device's path in /sys.</summary>
    public static void DevicePaths(ReadOnlySpan<byte> input)
    {
        string path = Encoding.UTF8.GetString(input);
        PciAddress? pci = DevicePath.Pci(path, out string function);
        Check.That(pci is null == (function.Length == 0) && path.StartsWith(function, StringComparison.Ordinal), "a function's path leads to the device");
        Check.That(DevicePath.Scsi(path) is null or { Channel: >= 0, Target: >= 0, Lun: >= 0 }, "the numbers of a SCSI device are positive");
        Check.That(DevicePath.Numbered(path, "ata") is null or >= 0, "the number of a port is positive");
        DevicePath.Ccw(path);
    }

    private static int Lines(ReadOnlySpan<byte> text) => text.Count((byte)'\n') + 1;

    private static void ReadBack<T>(T value, ValueWriter<T> write, ObjectValueReader<T> read)
    {
        ArrayBufferWriter<byte> output = new();
        JsonWriter writer = new(output);
        write(ref writer, value);
        writer.Flush();
        ReadFault? fault = read(output.WrittenSpan, UnknownMembers.Refuse, out T back);
        Check.That(fault is null && Equals(value, back), "what is reported is what was read");
    }
}
