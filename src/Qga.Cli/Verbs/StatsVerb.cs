using System.CommandLine;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Looking;
using Qga.Cli.Output;
using Qga.Client;
using Qga.Contracts;

namespace Qga.Cli.Verbs;

/// <summary><c>qga stats</c>.</summary>
internal sealed class StatsVerb(Invocation invocation) :
    GuestVerb(invocation, "stats", VerbGroup.Look, "Show what the guest's processors, disks and network cards have done since the boot")
{
    private static readonly Column[] s_cpuColumns =
    [
        new("CPU", "cpu", ValueKind.Number),
        new("USER", "user", ValueKind.Duration),
        new("NICE", "nice", ValueKind.Duration),
        new("SYSTEM", "system", ValueKind.Duration),
        new("IDLE", "idle", ValueKind.Duration),
        new("IOWAIT", "iowait", ValueKind.Duration),
        new("IRQ", "irq", ValueKind.Duration),
        new("STEAL", "steal", ValueKind.Duration),
        new("BUSY", "busy-share", ValueKind.Share),
    ];

    private static readonly Column[] s_diskColumns =
    [
        new("DISK", "disk"),
        new("READS", "reads", ValueKind.Number),
        new("READ", "read-bytes", ValueKind.Bytes),
        new("WRITES", "writes", ValueKind.Number),
        new("WRITTEN", "written-bytes", ValueKind.Bytes),
        new("BUSY", "busy-time", ValueKind.Duration),
        new("IN FLIGHT", "in-flight", ValueKind.Number),
    ];

    private static readonly Column[] s_networkColumns =
    [
        new("INTERFACE", "interface"),
        new("RECEIVED", "received-bytes", ValueKind.Bytes),
        new("PACKETS", "received-packets", ValueKind.Number),
        new("SENT", "sent-bytes", ValueKind.Bytes),
        new("PACKETS", "sent-packets", ValueKind.Number),
        new("ERRORS", "errors", ValueKind.Number),
        new("DROPPED", "dropped", ValueKind.Number),
    ];

    private static readonly Column[] s_columns =
        [new("cpus", "cpus"), new("disks", "disks"), new("network", "network"), new("unknown", "unknown", ValueKind.Sentences)];

    public override IReadOnlyList<Column> Fields => [.. s_columns, .. s_cpuColumns, .. s_diskColumns, .. s_networkColumns];

    public override IReadOnlyList<Example> Examples => [new("stats web1", "the statistics of a guest"), new("stats web1 --json", "the same for programs")];

    public override IReadOnlyList<string> Details =>
        ["Agents before QEMU 7.1 have no commands for processors and disks: these are read from the guest's /proc then, if the agent may read files. "
            + "'qga top' shows the same as rates, live."];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        Inquiry inquiry = new();
        IReadOnlyList<CpuTimes>? cpus = await inquiry.AskAsync("cpus", GuestCounters.GetCpusAsync(client, cancellationToken)).ConfigureAwait(false);
        IReadOnlyList<DiskCounters>? disks = await inquiry.AskAsync("disks", GuestCounters.GetDisksAsync(client, cancellationToken)).ConfigureAwait(false);
        IReadOnlyList<GuestNetworkInterface>? network =
            await inquiry.AskAsync("network", client.GuestNetworkGetInterfacesAsync(cancellationToken)).ConfigureAwait(false);
        if (cpus is null && disks is null && network is null)
        {
            throw new VerbException($"the agent tells no statistics: {string.Join("; ", inquiry.Unknown)}");
        }

        return Answer.Page(
            (s_columns[0], cpus is null ? null : Answer.Table(s_cpuColumns, cpus.Select(RowOf))),
            (s_columns[1], disks is null ? null : Answer.Table(s_diskColumns, disks.Select(RowOf))),
            (s_columns[2], network is null ? null : Answer.Table(s_networkColumns, network.Where(device => device.Statistics is not null).Select(RowOf))),
            (s_columns[3], inquiry.Unknown));
    }

    private static object?[] RowOf(CpuTimes cpu) =>
    [
        cpu.Cpu, Time(cpu.User), Time(cpu.Nice), Time(cpu.System), Time(cpu.Idle), Time(cpu.IoWait), Time(cpu.Irq + cpu.SoftIrq), Time(cpu.Steal),
        cpu.BusyShare,
    ];

    private static object?[] RowOf(DiskCounters disk) =>
        [disk.Name, disk.Reads, disk.ReadBytes, disk.Writes, disk.WrittenBytes, disk.BusyTime, disk.InFlight];

    private static object?[] RowOf(GuestNetworkInterface device)
    {
        GuestNetworkInterfaceStat stat = device.Statistics!;
        return [device.Name, stat.RxBytes, stat.RxPackets, stat.TxBytes, stat.TxPackets, stat.RxErrs + stat.TxErrs, stat.RxDropped + stat.TxDropped];
    }

    private static TimeSpan Time(ulong milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
