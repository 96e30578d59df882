using System.CommandLine;
using Qga.Cli.Machines;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga halt</c>.</summary>
internal sealed class HaltVerb(Invocation invocation) : PowerVerb(invocation, "halt", "End the guest's system without switching the machine off")
{
    public override IReadOnlyList<Example> Examples =>
    [
        new("halt web1", "end the system; the machine stays on"),
    ];

    protected override string ActionOf(ParseResult arguments) => "halt";

    protected override MachineChange ChangeOf(ParseResult arguments) => MachineChange.Halted;

    protected override Task ActAsync(IMachine? machine, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken) =>
        client.GuestShutdownAsync("halt", cancellationToken);
}
