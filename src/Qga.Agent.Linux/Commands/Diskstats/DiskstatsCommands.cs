using System.Text;
using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.ProcFs;

namespace Qga.Agent.Linux.Commands.Diskstats;

/// <summary>I/O statistics of the guest's disks.</summary>
/// <param name="path">Usually /proc/diskstats; proc_diskstats(5).</param>
internal sealed class DiskstatsCommands(string path) : DiskstatsCommandsBase
{
    /// <inheritdoc/>
    public override CommandResult<IReadOnlyList<GuestDiskStatsInfo>> GuestGetDiskstats()
    {
        using FileContent content = WholeFile.Read(path);
        if (!content.Error.IsSuccess)
        {
            return QapiError.Generic(content.Error.Describe($"Could not open '{path}'"));
        }

        return Parse(content.Bytes);
    }

    /// <summary>Reads the file's lines; those that are not understood are ignored.</summary>
    internal static List<GuestDiskStatsInfo> Parse(ReadOnlySpan<byte> text)
    {
        List<GuestDiskStatsInfo> disks = [];
        foreach (Range range in text.Split((byte)'\n'))
        {
            FieldReader fields = new(text[range]);
            if (fields.TryNext(out ulong major)
                && fields.TryNext(out ulong minor)
                && fields.Next() is { IsEmpty: false } name
                && Describe(fields) is { } stats)
            {
                disks.Add(new() { Major = major, Minor = minor, Name = Encoding.UTF8.GetString(name), Stats = stats });
            }
        }

        return disks;
    }

    // 254 0 vda 71046 12 3562658 21504 32112 35201 2077194 60271 0 25108 94210 17 0 3604 1 5142 1203
    //           (1)   (2)(3)     (4)   (5)   (6)   (7)     (8)  (9)(10)  (11)  (12..15)   (16) (17)
    // Reads: done, merged, sectors, ms; (5) writes alike; (9) under way, (10) ms busy, (11) ms of all; (12) discards alike, since Linux 4.18;
    // (16) flushes done, ms, since 5.5. Before 2.6.25 a partition had four: reads, sectors read, writes, sectors written.
    private static GuestDiskStats? Describe(FieldReader fields)
    {
        Span<ulong> counts = stackalloc ulong[17];
        int count = 0;
        while (count < counts.Length && fields.TryNext(out counts[count]))
        {
            count++;
        }

        return count switch
        {
            < 4 => null,
            4 => new() { ReadIos = counts[0], ReadSectors = counts[1], WriteIos = counts[2], WriteSectors = counts[3] },
            < 11 => new(),
            _ => Describe(counts, hasDiscards: count >= 15, hasFlushes: count >= 17),
        };
    }

    private static GuestDiskStats Describe(ReadOnlySpan<ulong> counts, bool hasDiscards, bool hasFlushes) => new()
    {
        ReadIos = counts[0],
        ReadMerges = counts[1],
        ReadSectors = counts[2],
        ReadTicks = counts[3],
        WriteIos = counts[4],
        WriteMerges = counts[5],
        WriteSectors = counts[6],
        WriteTicks = counts[7],
        IosPgr = counts[8],
        TotalTicks = counts[9],
        WeightTicks = counts[10],
        DiscardIos = hasDiscards ? counts[11] : null,
        DiscardMerges = hasDiscards ? counts[12] : null,
        DiscardSectors = hasDiscards ? counts[13] : null,
        DiscardTicks = hasDiscards ? counts[14] : null,
        FlushIos = hasFlushes ? counts[15] : null,
        FlushTicks = hasFlushes ? counts[16] : null,
    };
}
