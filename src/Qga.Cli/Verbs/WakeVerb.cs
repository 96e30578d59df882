using System.CommandLine;
using Qga.Cli.Failures;
using Qga.Cli.Machines;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga wake</c>.</summary>
internal sealed class WakeVerb(Invocation invocation) : PowerVerb(invocation, "wake", "Wake a guest that sleeps with its memory kept")
{
    public override IReadOnlyList<Example> Examples => [new("wake --wait web1", "end 'qga suspend ram web1', and wait until the machine goes on")];

    public override IReadOnlyList<string> Details =>
        ["A guest that sleeps does not hear its agent's port: its machine is woken, through QEMU's monitor (QMP)."];

    protected override string ActionOf(ParseResult arguments) => "wake";

    protected override MachineChange ChangeOf(ParseResult arguments) => MachineChange.Awake;

    protected override Task ActAsync(IMachine? machine, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken) =>
        machine?.WakeUpAsync(cancellationToken)
            ?? throw new VerbException("wake: no monitor of the machine is known, and a sleeping guest hears nothing else (--monitor names one)");
}
