using System.CommandLine;
using Qga.Cli.Guests;
using Qga.Cli.Looking;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga info</c>.</summary>
internal sealed class InfoVerb(Invocation invocation) : GuestVerb(invocation, "info", VerbGroup.Look, "Show a guest on one page")
{
    public override IReadOnlyList<Column> Fields => [.. GuestPage.Columns, .. FileSystemTable.Columns];

    public override IReadOnlyList<Example> Examples =>
        [new("info web1", "what there is to know of a guest"), new("info --all --json", "an inventory of this host")];

    public override IReadOnlyList<string> Details =>
    [
        "What the agent has no command for is read from the guest's /proc, if the agent may read files. What stays unknown is shown as -, and why in "
            + "the last line. CLOCK is what the guest's clock shows more than this host's.",
    ];

    protected override Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken) =>
        GuestPage.AskAsync(client, cancellationToken);
}
