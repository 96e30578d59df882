using System.Diagnostics;
using Qga.Cli.Failures;

namespace Qga.Cli.Top;

/// <summary>What a guest did between two samples; rates are per second.</summary>
internal sealed record TopRow
{
    public required string Guest { get; init; }

    /// <summary>Why there are no values; null: there are.</summary>
    public string? Problem { get; init; }

    /// <summary>The same for programs, if it is a failure.</summary>
    public Failure? Failure { get; init; }

    /// <summary>The share of all processors' time in which they worked.</summary>
    public double? Cpu { get; init; }

    /// <summary>The share in which the host ran others instead.</summary>
    public double? Steal { get; init; }

    /// <summary>The share in which processors waited for disks.</summary>
    public double? IoWait { get; init; }

    public int CpuCount { get; init; }

    public double? Load { get; init; }

    public double? MemoryShare { get; init; }

    public ulong? MemoryTotal { get; init; }

    public double? ReadRate { get; init; }

    public double? WriteRate { get; init; }

    public double? ReceiveRate { get; init; }

    public double? SendRate { get; init; }

    /// <summary>Compares two samples; the first of all has shares since the boot, and no rates.</summary>
    public static TopRow From(string guest, TopSample? before, TopSample now)
    {
        double seconds = before is null ? 0 : Stopwatch.GetElapsedTime(before.Moment, now.Moment).TotalSeconds;
        double time = Difference(before?.Cpus?.Total ?? 0, now.Cpus?.Total) ?? 0;
        double? Share(ulong? was, ulong? isNow) => time > 0 ? Difference(was ?? 0, isNow) / time : null;
        double? Rate(ulong? was, ulong? isNow) => seconds > 0 && was is not null ? Difference(was.Value, isNow) / seconds : null;
        return new()
        {
            Guest = guest,
            Cpu = Share(before?.Cpus?.Busy, now.Cpus?.Busy),
            Steal = Share(before?.Cpus?.Steal, now.Cpus?.Steal),
            IoWait = Share(before?.Cpus?.IoWait, now.Cpus?.IoWait),
            CpuCount = now.CpuCount,
            Load = now.Load,
            MemoryShare = now.Memory?.UsedShare,
            MemoryTotal = now.Memory?.Total,
            ReadRate = Rate(before?.Disks?.ReadBytes, now.Disks?.ReadBytes),
            WriteRate = Rate(before?.Disks?.WrittenBytes, now.Disks?.WrittenBytes),
            ReceiveRate = Rate(before?.Received, now.Received),
            SendRate = Rate(before?.Sent, now.Sent),
        };
    }

    // Counters go back when the guest has restarted, a processor or a disk has gone.
    private static double? Difference(ulong was, ulong? isNow) => isNow is not ulong now ? null : now >= was ? now - was : 0;
}
