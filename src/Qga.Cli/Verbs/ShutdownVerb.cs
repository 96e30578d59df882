using System.CommandLine;
using Qga.Cli.Machines;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga shutdown</c>.</summary>
internal sealed class ShutdownVerb(Invocation invocation) : PowerVerb(invocation, "shutdown", "Shut the guest down and switch it off")
{
    public override IReadOnlyList<Example> Examples =>
    [
        new("shutdown web1", "ask the guest to shut down"),
        new("shutdown --wait --timeout 120 web1", "wait until it is off, two minutes at most"),
        new("shutdown --wait --all", "every guest of this host"),
    ];

    protected override string ActionOf(ParseResult arguments) => "shutdown";

    protected override MachineChange ChangeOf(ParseResult arguments) => MachineChange.Off;

    protected override Task ActAsync(IMachine? machine, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken) =>
        client.GuestShutdownAsync("powerdown", cancellationToken);
}
