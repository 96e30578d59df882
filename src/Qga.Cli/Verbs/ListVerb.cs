using System.CommandLine;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Listing;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga list</c>.</summary>
internal sealed class ListVerb : Verb
{
    /// <summary>How long all guests together may take.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.5);

    private static readonly Column[] s_columns =
    [
        new("BY", "by"),
        new("AGENT", "agent", ValueKind.State),
        new("VERSION", "version"),
        new("SYSTEM", "system"),
        new("ADDRESSES", "addresses", ValueKind.List),
    ];

    private static readonly Column[] s_further = [new("ADDRESS", "address"), new("MONITOR", "monitor"), new("PROBLEM", "problem")];

    private readonly Argument<string?> _pattern = new("PATTERN")
    {
        Description = "Only guests of this name: a name, a list a,b,c, or a pattern 'web*'",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Write the names alone, one on a line, and ask no agent" };

    public ListVerb(Invocation invocation)
        : base("list", VerbGroup.Look, "List the guests of this host, and how their agents are")
    {
        Add(_pattern);
        Add(_quiet);
        SetAction((arguments, cancellationToken) => RunAsync(invocation.With(arguments), arguments, cancellationToken));
    }

    public override IReadOnlyList<Column> Fields => [.. s_columns, .. s_further];

    public override IReadOnlyList<Example> Examples =>
    [
        new("list", "every guest of this host"),
        new("list 'web*' --json", "the same for programs"),
        new("list -q", "the names, for a script"),
    ];

    public override IReadOnlyList<string> Details =>
    [
        "Guests are looked for in ~/.config/qga/guests (NAME = ADDRESS), with libvirt (system and session), with Proxmox VE, and among the processes of this "
            + "host (QEMU, Cloud Hypervisor, Firecracker). A guest that several of these know is listed once.",
        "The agents are asked all at the same time, and given a second and a half together; --timeout changes that. AGENT is one of: answers, frozen "
            + "(it answers, and the guest's file systems are frozen), silent, not running (nobody in the guest has opened the port), no port, paused, off, "
            + "no access (the socket is not for this user), unreachable.",
    ];

    private async Task<int> RunAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken)
    {
        IReadOnlyList<Guest> guests = await FindAsync(invocation, arguments.GetValue(_pattern), cancellationToken).ConfigureAwait(false);
        if (guests.Count == 0 && !invocation.IsJson)
        {
            invocation.Notice("there is no guest on this host; ~/.config/qga/guests gives others names");
            return ExitCode.Success;
        }

        bool asks = invocation.IsJson || !arguments.GetValue(_quiet);
        AgentProbe probe = new(invocation, invocation.Timeout ?? Limit);
        AgentFindings?[] findings = await Task.WhenAll(guests.Select(async guest =>
            asks && !guest.IsMissing ? await probe.LookAsync(guest, cancellationToken).ConfigureAwait(false) : null)).ConfigureAwait(false);
        Column[] columns = invocation.IsJson ? [.. s_columns, .. s_further] : asks ? s_columns : [];
        GuestAnswer[] answers = [.. guests.Zip(findings, (guest, found) => AnswerOf(guest, found, columns))];
        if (asks)
        {
            new AnswerWriter(invocation.Terminal, invocation.IsJson).Write(answers, isPlural: true);
        }

        Tell(invocation, guests, findings, answers, asks);
        return GuestAnswer.ExitCodeOf(answers);
    }

    private static async Task<IReadOnlyList<Guest>> FindAsync(Invocation invocation, string? pattern, CancellationToken cancellationToken) =>
        await (pattern is null
            ? invocation.Selector.FindAllAsync(invocation.Notice, cancellationToken)
            : invocation.Selector.SelectByNameAsync(pattern, invocation.Notice, cancellationToken)).ConfigureAwait(false);

    private static GuestAnswer AnswerOf(Guest guest, AgentFindings? found, Column[] columns) =>
        guest.IsMissing ? new(guest.Name, null, Failure.From(new GuestNotFoundException(guest.Problem!)))
        : new(guest.Name, found is null ? null : Answer.Row(columns, RowOf(guest, found)[..columns.Length]), null);

    private static void Tell(Invocation invocation, IReadOnlyList<Guest> guests, AgentFindings?[] findings, GuestAnswer[] answers, bool asks)
    {
        for (int index = 0; index < guests.Count; index++)
        {
            if (answers[index].Failure is Failure failure)
            {
                invocation.Report(guests[index].Name, failure);
            }
            else if (!asks)
            {
                invocation.Terminal.Output.WriteLine(ValueText.Printable(guests[index].Name));
            }
            else if (!invocation.IsJson && findings[index] is { Problem: string problem, State: not AgentState.Off })
            {
                invocation.Notice($"{guests[index].Name}: {problem}");
            }
        }
    }

    private static object?[] RowOf(Guest guest, AgentFindings found) =>
    [
        guest.By,
        AgentStateWord.Of(found.State),
        found.Version,
        found.System,
        found.Addresses,
        guest.Address?.ToString(),
        guest.Monitor,
        found.Problem,
    ];
}
