using System.CommandLine;
using Qga.Cli.Adoption;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Cli.Programs;
using Qga.Client;
using Qga.Contracts;

namespace Qga.Cli.Verbs;

/// <summary><c>qga agent status</c>.</summary>
internal sealed class AgentStatusVerb(Invocation invocation)
    : GuestVerb(invocation, "status", VerbGroup.Agent, "Say which agent runs, and how it came there")
{
    public static IReadOnlyList<Column> Columns { get; } =
    [
        new("AGENT", "agent"),
        new("VERSION", "version"),
        new("FROM", "from"),
        new("PROGRAM", "program"),
        new("SERVICE", "service"),
        new("PREVIOUS", "previous"),
        new("ON TRIAL", "on-trial", ValueKind.Flag),
        new("BLOCKED", "blocked", ValueKind.List),
    ];

    public override IReadOnlyList<Example> Examples => [new("agent status --all", "which agents this host's guests have, and which could be replaced")];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        GuestAgentInfo info = await client.GuestInfoAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> blocked = NeededCommands.BlockedIn(info);
        string kind = NeededCommands.IsOwn(info) ? "qga" : "qemu";
        GuestState? state = await LookAsync(client, CommonOptions.LookLimitOf(arguments), cancellationToken).ConfigureAwait(false);
        return Answer.Row(
            Columns,
            kind,
            info.Version,
            state is null ? null : state.Current != GuestState.Original ? "qga agent" : state.Owner,
            state?.Program,
            state?.Service,
            state?.Previous,
            state?.IsUnderWay,
            blocked);
    }

    // What a guest does not tell that may not run programs, or has no shell, stays unknown.
    private static async Task<GuestState?> LookAsync(GuestAgentClient client, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            return await new SwitchScript(client, limit).LookAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (GuestShellText.IsMissing(problem))
        {
            return null;
        }
    }
}
