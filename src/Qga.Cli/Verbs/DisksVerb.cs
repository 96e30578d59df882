using System.CommandLine;
using System.Text;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Client;
using Qga.Contracts;

namespace Qga.Cli.Verbs;

/// <summary><c>qga disks</c>.</summary>
internal sealed class DisksVerb(Invocation invocation) : GuestVerb(invocation, "disks", VerbGroup.Look, "List the guest's disks, and what is on them")
{
    private static readonly Column[] s_columns =
    [
        new("DEVICE", "device"),
        new("KIND", "kind"),
        new("BUS", "bus"),
        new("ADDRESS", "address"),
        new("SERIAL", "serial"),
        new("ON", "on", ValueKind.List),
        new("MOUNTED ON", "mountpoints", ValueKind.List),
    ];

    public override IReadOnlyList<Column> Fields => s_columns;

    public override IReadOnlyList<Example> Examples => [new("disks web1", "the disks, partitions and volumes of a guest")];

    public override IReadOnlyList<string> Details =>
    [
        "ADDRESS is the PCI address of the controller, and bus, target and unit behind it: what the hypervisor gave the disk. ON is what a partition "
            + "or volume is part or made of. Agents before QEMU 5.2 tell only of disks that have a mounted file system.",
    ];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        GuestFact<GuestDisks> found = await client.GetDisksAsync(cancellationToken).ConfigureAwait(false);
        return found.IsKnown
            ? Answer.Table(s_columns, found.Value.Disks.Select(RowOf))
            : throw new VerbException($"the agent tells nothing of the guest's disks: {found.UnknownReason}");
    }

    private static object?[] RowOf(GuestDisk disk) =>
    [
        disk.Name,
        disk.IsPartition ? "partition" : disk.Dependencies.Count > 0 ? "volume" : "disk",
        disk.Address is null ? null : BusOf(disk.Address.BusType),
        disk.Address is null ? null : AddressOf(disk.Address),
        disk.Address?.Serial,
        disk.Dependencies,
        (disk.FileSystems.Count > 0 ? disk.FileSystems : disk.Address is null ? [] : disk.UsedBy).Select(system => system.Mountpoint).ToArray(),
    ];

    private static string BusOf(GuestDiskBusType bus) => Encoding.UTF8.GetString(GuestDiskBusTypeCodec.Name(bus));

    // 0000:00:05.0/0:0:1, or what the agent knows of it.
    private static string? AddressOf(GuestDiskAddress address)
    {
        string place = $"{address.Bus}:{address.Target}:{address.Unit}";
        GuestPCIAddress pci = address.PciController;
        return pci.Slot < 0 ? place : $"{pci.Domain:x4}:{pci.Bus:x2}:{pci.Slot:x2}.{pci.Function:x}/{place}";
    }
}
