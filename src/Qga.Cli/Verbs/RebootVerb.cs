using System.CommandLine;
using Qga.Cli.Machines;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga reboot</c>.</summary>
internal sealed class RebootVerb(Invocation invocation) : PowerVerb(invocation, "reboot", "Restart the guest's system")
{
    public override IReadOnlyList<Example> Examples =>
    [
        new("reboot --wait web1", "wait until the machine starts anew"),
        new("reboot 'web*'", "several guests side by side"),
    ];

    protected override string ActionOf(ParseResult arguments) => "reboot";

    protected override MachineChange ChangeOf(ParseResult arguments) => MachineChange.Reset;

    protected override Task ActAsync(IMachine? machine, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken) =>
        client.GuestShutdownAsync("reboot", cancellationToken);
}
