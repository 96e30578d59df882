using System.CommandLine;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Client;
using Qga.Contracts;

namespace Qga.Cli.Verbs;

/// <summary><c>qga load</c>.</summary>
internal sealed class LoadVerb(Invocation invocation) : GuestVerb(invocation, "load", VerbGroup.Look, "Show the guest's load averages")
{
    private static readonly Column[] s_columns =
    [
        new("1 MIN", "load-1m", ValueKind.Number),
        new("5 MIN", "load-5m", ValueKind.Number),
        new("15 MIN", "load-15m", ValueKind.Number),
    ];

    public override IReadOnlyList<Example> Examples => [new("load 'web*'", "the load of every guest whose name begins with web")];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        GuestLoadAverage load = await client.GuestGetLoadAsync(cancellationToken).ConfigureAwait(false);
        return Answer.Table(s_columns, [[load.Load1m, load.Load5m, load.Load15m]]);
    }
}
