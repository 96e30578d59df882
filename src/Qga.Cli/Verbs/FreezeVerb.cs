using System.CommandLine;
using Qga.Cli.Failures;
using Qga.Cli.Freezing;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga freeze</c>.</summary>
internal sealed class FreezeVerb : GuestVerb
{
    private static readonly Column s_count = new("FROZEN", "frozen", ValueKind.Number);

    public FreezeVerb(Invocation invocation)
        : base(invocation, "freeze", VerbGroup.Freezing, "Freeze the guest's file systems until they are thawed") => Add(MountOption.Option.Create());

    public override IReadOnlyList<Example> Examples =>
    [
        new("freeze web1", "all file systems; 'qga thaw web1' ends it"),
        new("freeze --mount / --mount /srv web1", "two of them"),
    ];

    public override IReadOnlyList<string> Details =>
    [
        "Programs in the guest that write stand still until 'qga thaw'. 'qga frozen' freezes for the time of a command and thaws whatever happens; it is what "
            + "scripts should use.",
    ];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        // The guest stays frozen when this program has ended.
        FrozenGuest frozen = await client.FreezeAsync(MountOption.Of(arguments), cancellationToken: cancellationToken).ConfigureAwait(false);
        return frozen.Count > 0
            ? Answer.Done($"{MountOption.Count(frozen.Count)} frozen", (s_count, frozen.Count))
            : throw new VerbException("freeze: nothing is frozen: no file system supports it, or none of the mount points is there");
    }
}
