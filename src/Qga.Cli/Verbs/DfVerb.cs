using System.CommandLine;
using Qga.Cli.Guests;
using Qga.Cli.Looking;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga df</c>.</summary>
internal sealed class DfVerb(Invocation invocation) : GuestVerb(invocation, "df", VerbGroup.Look, "Show how full the guest's file systems are")
{
    public override IReadOnlyList<Column> Fields => FileSystemTable.Columns;

    public override IReadOnlyList<Example> Examples =>
    [
        new("df web1", "the file systems of one guest"),
        new("df --all", "those of every guest of this host"),
    ];

    public override IReadOnlyList<string> Details =>
        ["Agents before QEMU 3.0 do not tell sizes. File systems that are on no disk, such as tmpfs, are not listed."];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken) =>
        FileSystemTable.Of(await client.GuestGetFsinfoAsync(cancellationToken).ConfigureAwait(false));
}
