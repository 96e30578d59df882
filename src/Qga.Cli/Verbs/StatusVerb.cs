using System.CommandLine;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Client;
using Qga.Contracts;

namespace Qga.Cli.Verbs;

/// <summary><c>qga status</c>.</summary>
internal sealed class StatusVerb(Invocation invocation)
    : GuestVerb(invocation, "status", VerbGroup.Freezing, "Show whether the guest's file systems are frozen")
{
    private static readonly Column s_state = new("STATE", "state", ValueKind.State);

    public override IReadOnlyList<Example> Examples => [new("status web1", "frozen or thawed"), new("status --all", "every guest of this host")];

    public override IReadOnlyList<string> Details => ["It is what the agent knows: freezes by other programs in the guest do not show."];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken) =>
        Answer.Table(
            [s_state],
            [[await client.GuestFsfreezeStatusAsync(cancellationToken).ConfigureAwait(false) == GuestFsfreezeStatus.Frozen
                ? State.Warning("frozen") : State.Good("thawed")]]);
}
