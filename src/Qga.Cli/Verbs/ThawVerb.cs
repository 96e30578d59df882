using System.CommandLine;
using Qga.Cli.Freezing;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga thaw</c>.</summary>
internal sealed class ThawVerb(Invocation invocation)
    : GuestVerb(invocation, "thaw", VerbGroup.Freezing, "Thaw the guest's file systems, whoever has frozen them")
{
    private static readonly Column s_count = new("THAWED", "thawed", ValueKind.Number);

    public override IReadOnlyList<Example> Examples => [new("thaw web1", "end a freeze"), new("thaw --all", "let every guest of this host go on")];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        long count = await client.GuestFsfreezeThawAsync(cancellationToken).ConfigureAwait(false);
        return Answer.Done(count == 0 ? "nothing was frozen" : $"{MountOption.Count(count)} thawed", (s_count, count));
    }
}
