using System.CommandLine;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Looking;
using Qga.Cli.Output;
using Qga.Client;
using Qga.Contracts;

namespace Qga.Cli.Verbs;

/// <summary><c>qga mem</c>.</summary>
internal sealed class MemVerb : GuestVerb
{
    private static readonly Column[] s_columns =
    [
        new("TOTAL", "total", ValueKind.Bytes),
        new("USED", "used", ValueKind.Bytes),
        new("AVAILABLE", "available", ValueKind.Bytes),
        new("USE", "used-share", ValueKind.Share),
        new("SWAP", "swap-total", ValueKind.Bytes),
        new("SWAP USED", "swap-used", ValueKind.Bytes),
        new("BLOCK SIZE", "block-size", ValueKind.Bytes),
        new("BLOCKS ONLINE", "blocks-online", ValueKind.Number),
        new("BLOCKS", "blocks", ValueKind.Number),
    ];

    private static readonly Column[] s_blockColumns =
    [
        new("BLOCK", "block", ValueKind.Number),
        new("ONLINE", "online", ValueKind.Flag),
        new("CAN GO OFFLINE", "can-offline", ValueKind.Flag),
    ];

    private readonly Option<bool> _blocks = new("--blocks") { Description = "List the memory blocks, which the guest takes online and offline one by one" };

    public MemVerb(Invocation invocation)
        : base(invocation, "mem", VerbGroup.Look, "Show how the guest uses its memory") => Add(_blocks);

    public override IReadOnlyList<Column> Fields => [.. s_columns, .. s_blockColumns];

    public override IReadOnlyList<Example> Examples => [new("mem --all", "the memory of every guest"), new("mem web1 --blocks", "the memory blocks of one")];

    public override IReadOnlyList<string> Details =>
        ["What is used is read from the guest's /proc/meminfo, if the agent may read files; without it TOTAL is the size of all blocks that are online."];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_blocks))
        {
            IReadOnlyList<GuestMemoryBlock> all = await client.GuestGetMemoryBlocksAsync(cancellationToken).ConfigureAwait(false);
            return Answer.Table(
                s_blockColumns, all.OrderBy(block => block.PhysIndex).Select(block => new object?[] { block.PhysIndex, block.Online, block.CanOffline }));
        }

        Inquiry inquiry = new();
        MemoryUse? use = await inquiry.AskAsync("use", GuestCounters.GetMemoryAsync(client, cancellationToken)).ConfigureAwait(false);
        IReadOnlyList<GuestMemoryBlock>? blocks = await inquiry.AskAsync("blocks", client.GuestGetMemoryBlocksAsync(cancellationToken)).ConfigureAwait(false);
        GuestMemoryBlockInfo? info = blocks is { Count: > 0 }
            ? await inquiry.AskAsync("block size", client.GuestGetMemoryBlockInfoAsync(cancellationToken)).ConfigureAwait(false)
            : null;
        if (use is null && blocks is null)
        {
            throw new VerbException($"the agent tells nothing of the guest's memory: {string.Join("; ", inquiry.Unknown)}");
        }

        ulong? online = blocks is { Count: > 0 } ? (ulong)blocks.Count(block => block.Online) : null;
        return Answer.Row(
            s_columns,
            use?.Total ?? (online * info?.Size),
            use?.Used,
            use?.Available,
            use?.UsedShare,
            use?.SwapTotal,
            use?.SwapUsed,
            info?.Size,
            online,
            blocks is { Count: > 0 } ? blocks.Count : null);
    }
}
