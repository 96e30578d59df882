using System.CommandLine;
using Qga.Cli.Guests;
using Qga.Cli.Looking;
using Qga.Cli.Output;
using Qga.Client;

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

    public override IReadOnlyList<Column> Fields => s_columns;

    public override IReadOnlyList<Example> Examples => [new("load 'web*'", "the load of every guest whose name begins with web")];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        double[] load = await GuestCounters.GetLoadAsync(client, cancellationToken).ConfigureAwait(false);
        return Answer.Row(s_columns, load[0], load[1], load[2]);
    }
}
