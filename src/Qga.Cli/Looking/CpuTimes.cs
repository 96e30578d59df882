using System.Globalization;
using Qga.Contracts;

namespace Qga.Cli.Looking;

/// <summary>How a processor of a guest has spent its time since the boot, in milliseconds.</summary>
internal sealed record CpuTimes(
    long Cpu, ulong User, ulong Nice, ulong System, ulong Idle, ulong IoWait, ulong Irq, ulong SoftIrq, ulong Steal, ulong Guest)
{
    // A tick of /proc/stat is a hundredth of a second on every architecture that matters.
    private const ulong MillisecondsPerTick = 10;

    /// <summary>All of its time. What it spent for guests of its own is in <see cref="User"/>.</summary>
    public ulong Total => User + Nice + System + Idle + IoWait + Irq + SoftIrq + Steal;

    public ulong Busy => Total - Idle - IoWait - Steal;

    /// <summary>The share of time in which it worked; null: no time has passed.</summary>
    public double? BusyShare => Total == 0 ? null : (double)Busy / Total;

    public static CpuTimes From(GuestLinuxCpuStats stats) => new(
        stats.Cpu, stats.User, stats.Nice, stats.System, stats.Idle, stats.Iowait ?? 0, stats.Irq ?? 0, stats.Softirq ?? 0, stats.Steal ?? 0, stats.Guest ?? 0);

    /// <summary>/proc/stat: <c>cpu0 user nice system idle iowait irq softirq steal guest guest_nice</c>, in ticks.</summary>
    public static IReadOnlyList<CpuTimes> Parse(string text)
    {
        List<CpuTimes> cpus = [];
        foreach (string line in KernelText.LinesOf(text))
        {
            string[] fields = KernelText.FieldsOf(line);
            if (fields is [['c', 'p', 'u', .. var number], _, _, _, _, ..]
                && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long cpu))
            {
                ulong At(int index) =>
                    index < fields.Length ? ulong.Parse(fields[index], NumberStyles.None, CultureInfo.InvariantCulture) * MillisecondsPerTick : 0;
                cpus.Add(new(cpu, At(1), At(2), At(3), At(4), At(5), At(6), At(7), At(8), At(9)));
            }
        }

        return cpus;
    }

    /// <summary>What all processors together have spent.</summary>
    public static CpuTimes Sum(IReadOnlyList<CpuTimes> cpus) => cpus.Aggregate(
        new CpuTimes(-1, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        (sum, cpu) => new(
            -1, sum.User + cpu.User, sum.Nice + cpu.Nice, sum.System + cpu.System, sum.Idle + cpu.Idle, sum.IoWait + cpu.IoWait, sum.Irq + cpu.Irq,
            sum.SoftIrq + cpu.SoftIrq, sum.Steal + cpu.Steal, sum.Guest + cpu.Guest));
}
