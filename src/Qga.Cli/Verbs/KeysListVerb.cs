using System.CommandLine;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga keys list</c>.</summary>
internal sealed class KeysListVerb(Invocation invocation) : KeysChangeVerb(invocation, "list", "List a user's keys", "USER", "A user of the guest")
{
    private static readonly Column[] s_columns = [new("KEY", "line")];

    public override IReadOnlyList<Example> Examples => [new("keys list web1 root", "the keys that root takes")];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> lines = await ListAsync(client, UserOf(arguments), cancellationToken).ConfigureAwait(false);
        return Answer.Table(s_columns, lines.Select(line => (object?[])[line]));
    }
}
