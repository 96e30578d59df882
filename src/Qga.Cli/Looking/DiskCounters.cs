using System.Globalization;
using Qga.Contracts;

namespace Qga.Cli.Looking;

/// <summary>What a block device of a guest has done since the boot.</summary>
internal sealed record DiskCounters(string Name, ulong Reads, ulong ReadBytes, ulong Writes, ulong WrittenBytes, TimeSpan BusyTime, ulong InFlight)
{
    // A sector of these statistics has 512 bytes whatever the disk's.
    private const ulong SectorSize = 512;

    public static DiskCounters From(GuestDiskStatsInfo info) => new(
        info.Name,
        info.Stats.ReadIos ?? 0,
        (info.Stats.ReadSectors ?? 0) * SectorSize,
        info.Stats.WriteIos ?? 0,
        (info.Stats.WriteSectors ?? 0) * SectorSize,
        Milliseconds(info.Stats.TotalTicks ?? 0),
        info.Stats.IosPgr ?? 0);

    /// <summary>
    /// /proc/diskstats: <c>254 0 vda 120 3 5678 44 30 5 432 21 0 60 65</c>: major, minor, name, reads, merged, sectors, ms; writes, merged, sectors, ms; in
    /// flight, busy ms, weighted ms.
    /// </summary>
    public static IReadOnlyList<DiskCounters> Parse(string text)
    {
        List<DiskCounters> disks = [];
        foreach (string line in KernelText.LinesOf(text))
        {
            string[] fields = KernelText.FieldsOf(line);
            if (fields.Length >= 14)
            {
                ulong At(int index) => ulong.Parse(fields[index], NumberStyles.None, CultureInfo.InvariantCulture);
                disks.Add(new(fields[2], At(3), At(5) * SectorSize, At(7), At(9) * SectorSize, Milliseconds(At(12)), At(11)));
            }
        }

        return disks;
    }

    /// <summary>Whether the name is that of a whole disk: what its partitions and the devices made of them do is counted there as well.</summary>
    public bool IsWhole => Name switch
    {
        ['l' or 'r' or 'd' or 'z' or 'f', ..] when Name.StartsWith("loop", StringComparison.Ordinal) || Name.StartsWith("ram", StringComparison.Ordinal)
            || Name.StartsWith("dm-", StringComparison.Ordinal)
            || Name.StartsWith("zram", StringComparison.Ordinal) || Name.StartsWith("fd", StringComparison.Ordinal) => false,
        _ when Name.StartsWith("md", StringComparison.Ordinal) => false,
        _ when Name.StartsWith("nvme", StringComparison.Ordinal) || Name.StartsWith("mmcblk", StringComparison.Ordinal) => !HasPartNumber(Name),
        _ => !char.IsAsciiDigit(Name[^1]) || Name.StartsWith("sr", StringComparison.Ordinal),
    };

    // No guest has run for so long, but one may say so.
    private static TimeSpan Milliseconds(ulong count) =>
        TimeSpan.FromTicks((long)Math.Min(count, long.MaxValue / TimeSpan.TicksPerMillisecond) * TimeSpan.TicksPerMillisecond);

    // nvme0n1p2, mmcblk0p1
    private static bool HasPartNumber(string name)
    {
        int part = name.LastIndexOf('p');
        return part > 0 && part < name.Length - 1 && char.IsAsciiDigit(name[part - 1]) && name.AsSpan(part + 1).IndexOfAnyExceptInRange('0', '9') < 0;
    }
}
