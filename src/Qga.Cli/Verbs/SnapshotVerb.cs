using System.CommandLine;
using System.Globalization;
using Qga.Cli.Failures;
using Qga.Cli.Freezing;
using Qga.Cli.Guests;
using Qga.Cli.Machines;
using Qga.Cli.Output;
using Qga.Cli.Snapshots;
using Qga.Client;
using Qga.Monitor;

namespace Qga.Cli.Verbs;

/// <summary><c>qga snapshot</c>.</summary>
internal sealed class SnapshotVerb : GuestVerb
{
    private static readonly Column[] s_columns = [new("DISK", "disk"), new("KEPT IN", "file"), new("OVERLAY", "overlay")];

    private readonly Option<string?> _name = new("--name", "-n") { Description = "The snapshot's name; the time by default", HelpName = "NAME" };
    private readonly Option<string[]> _disk = new("--disk", "-d")
    {
        Description = "Take this disk only, by its device, id or node name; may be repeated",
        HelpName = "DISK"
    };
    private readonly Option<bool> _noFreeze = new("--no-freeze") { Description = "Do not freeze: the snapshot is what a power failure would leave" };
    private readonly Invocation _invocation;

    public SnapshotVerb(Invocation invocation)
        : base(invocation, "snapshot", VerbGroup.Freezing, "Take a consistent snapshot of the machine's disks while its file systems are frozen")
    {
        _invocation = invocation;
        Add(_name);
        Add(_disk);
        Add(_noFreeze);
        Add(MountOption.Option.Create());
        Add(MachineAccess.MonitorOption.Create());
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("snapshot --name before-upgrade web1", "all disks that are written to"),
        new("snapshot --disk virtio0 --monitor /run/web1/qmp.sock web1", "one disk, through the monitor that is named"),
    ];

    public override IReadOnlyList<string> Details =>
    [
        "Every disk gets an overlay beside its file, DISK.NAME.qcow2, in one transaction: QEMU writes there from then on, and the old file keeps the state of "
            + "that moment for a backup. "
            + "'block-commit' of QEMU or 'virsh blockcommit' brings both together again.",
        "It goes through QEMU's monitor (QMP); of a domain of libvirt's virsh makes the snapshot. The guest is thawed whatever happens.",
    ];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        string name = arguments.GetValue(_name) ?? DateTime.Now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal))
        {
            throw new UsageException("snapshot: --name takes a name without a slash");
        }

        await using MonitorClient? monitor = await MachineAccess.OpenMonitorAsync(guest, arguments, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> wanted = arguments.GetValue(_disk) ?? [];
        if (monitor is null)
        {
            LibvirtGuestAddress domain = guest.Address as LibvirtGuestAddress
                ?? throw new VerbException("snapshot: no monitor of the machine is known (--monitor names one)");
            Func<Task<string>> make = await LibvirtSnapshot.PrepareAsync(domain, name, wanted, cancellationToken).ConfigureAwait(false);
            return Answer.Done(await FrozenAsync(client, arguments, make, cancellationToken).ConfigureAwait(false), (new("NAME", "name"), name));
        }

        IReadOnlyList<SnapshotDisk> disks = SnapshotDisk.Choose(await monitor.QueryBlockAsync(cancellationToken).ConfigureAwait(false), wanted, name);
        if (disks.FirstOrDefault(disk => File.Exists(disk.Overlay)) is SnapshotDisk old)
        {
            throw new VerbException($"snapshot: {old.Overlay} exists; --name gives another name");
        }

        IReadOnlyList<TransactionAction> actions =
            [.. disks.Select(disk => new TransactionAction.BlockdevSnapshotSync { Content = new() { Data = disk.ToAction() } })];
        await FrozenAsync(
            client,
            arguments,
            async () =>
            {
                await monitor.TransactionAsync(actions, cancellationToken).ConfigureAwait(false);
                return "";
            },
            cancellationToken).ConfigureAwait(false);
        return Answer.Table(s_columns, disks.Select(disk => (object?[])[disk.Name, disk.File, disk.Overlay]));
    }

    private async Task<T> FrozenAsync<T>(GuestAgentClient client, ParseResult arguments, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_noFreeze))
        {
            return await work().ConfigureAwait(false);
        }

        FrozenGuest frozen = await client.FreezeAsync(MountOption.Of(arguments), cancellationToken: cancellationToken).ConfigureAwait(false);
        T result;
        FreezeReport outcome;
        try
        {
            result = await work().ConfigureAwait(false);
        }
        finally
        {
            outcome = await frozen.ThawAsync(CancellationToken.None).ConfigureAwait(false);
        }

        if (outcome.WasThawedEarly == true)
        {
            throw new VerbException("snapshot: taken, but the guest was thawed early by somebody else: it may be inconsistent");
        }

        _invocation.Notice($"snapshot: {MountOption.Count(outcome.Count)} frozen for {ValueText.Duration(outcome.Duration)}");
        return result;
    }
}
