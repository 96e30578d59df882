using System.CommandLine;
using Qga.Cli.Failures;
using Qga.Cli.Machines;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga suspend</c>.</summary>
internal sealed class SuspendVerb : PowerVerb
{
    private readonly Argument<string> _kind = new("KIND") { Description = "ram, disk or hybrid" };
    private readonly Invocation _invocation;

    public SuspendVerb(Invocation invocation)
        : base(invocation, "suspend", "Suspend the guest to memory, to its disk, or to both")
    {
        _invocation = invocation;
        _kind.AcceptOnlyFromAmong("ram", "disk", "hybrid");
        Arguments.Insert(0, _kind);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("suspend ram web1", "sleep; 'qga wake web1' ends it"),
        new("suspend disk --wait web1", "write the memory to the disk and switch off"),
    ];

    public override IReadOnlyList<string> Details =>
    [
        "A suspend to memory (ram, hybrid) is refused where the machine's monitor says that the machine cannot be woken: such a guest would be lost.",
        .. base.Details,
    ];

    protected override string ActionOf(ParseResult arguments) => $"suspend {arguments.GetRequiredValue(_kind)}";

    protected override MachineChange ChangeOf(ParseResult arguments) =>
        arguments.GetRequiredValue(_kind) == "disk" ? MachineChange.Hibernated : MachineChange.Suspended;

    protected override async Task ActAsync(IMachine? machine, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        string kind = arguments.GetRequiredValue(_kind);
        if (kind != "disk")
        {
            bool? canWakeUp = machine is null ? null : await machine.CanWakeUpAsync(cancellationToken).ConfigureAwait(false);
            if (canWakeUp == false)
            {
                throw new VerbException($"suspend {kind}: refused, as the machine cannot be woken again (its machine type has no wake-up)");
            }

            if (canWakeUp is null)
            {
                _invocation.Notice($"suspend {kind}: whether the machine can be woken again is unknown");
            }
        }

        await (kind switch
        {
            "ram" => client.GuestSuspendRamAsync(cancellationToken),
            "disk" => client.GuestSuspendDiskAsync(cancellationToken),
            _ => client.GuestSuspendHybridAsync(cancellationToken),
        }).ConfigureAwait(false);
    }
}
