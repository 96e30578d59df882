using System.CommandLine;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga who</c>.</summary>
internal sealed class WhoVerb(Invocation invocation) : GuestVerb(invocation, "who", VerbGroup.Look, "List the users who are logged in to the guest")
{
    private static readonly Column[] s_columns = [new("USER", "user"), new("DOMAIN", "domain"), new("SINCE", "since", ValueKind.Time)];

    public override IReadOnlyList<Column> Fields => s_columns;

    public override IReadOnlyList<Example> Examples => [new("who --all", "who is logged in, on every guest of this host")];

    public override IReadOnlyList<string> Details =>
        ["A user is listed once, since the earliest login. Guests without utmp, as distributions of today may be, list nobody with QEMU's agent."];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken) =>
        Answer.Table(s_columns, (await client.GuestGetUsersAsync(cancellationToken).ConfigureAwait(false))
            .Select(GuestLogin.From)
            .Select(login => new object?[] { login.User, login.Domain, login.LoginTime }));
}
