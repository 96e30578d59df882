using System.CommandLine;
using Qga.Cli.Guests;
using Qga.Cli.Looking;
using Qga.Cli.Output;
using Qga.Client;
using Qga.Contracts;

namespace Qga.Cli.Verbs;

/// <summary><c>qga cpus</c>.</summary>
internal sealed class CpusVerb(Invocation invocation) : GuestVerb(invocation, "cpus", VerbGroup.Look, "List the guest's processors, and which are online")
{
    private static readonly Column[] s_columns =
    [
        new("CPU", "cpu", ValueKind.Number),
        new("ONLINE", "online", ValueKind.Flag),
        new("CAN GO OFFLINE", "can-offline", ValueKind.Flag),
        new("BUSY SINCE BOOT", "busy-share", ValueKind.Share),
    ];

    public override IReadOnlyList<Column> Fields => s_columns;

    public override IReadOnlyList<Example> Examples => [new("cpus web1", "the processors of a guest")];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        Inquiry inquiry = new();
        IReadOnlyList<GuestLogicalProcessor> cpus = await client.GuestGetVcpusAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<CpuTimes>? times = await inquiry.AskAsync("times", GuestCounters.GetCpusAsync(client, cancellationToken)).ConfigureAwait(false);
        Dictionary<long, CpuTimes> known = (times ?? []).DistinctBy(cpu => cpu.Cpu).ToDictionary(cpu => cpu.Cpu);
        return Answer.Table(s_columns, cpus.OrderBy(cpu => cpu.LogicalId).Select(cpu => new object?[]
        {
            cpu.LogicalId, cpu.Online, cpu.CanOffline, known.GetValueOrDefault(cpu.LogicalId)?.BusyShare,
        }));
    }
}
