using System.CommandLine;
using Qga.Cli.Adoption;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Client;
using Qga.Contracts;

namespace Qga.Cli.Verbs;

/// <summary>A verb that puts another agent in the place of the one that runs.</summary>
internal abstract class AgentChangeVerb : GuestVerb
{
    private const int UsualPatience = 60;

    // What a healthy agent does in milliseconds: an attempt with one that is just going must not take the time of the next.
    private static readonly TimeSpan s_callLimit = TimeSpan.FromSeconds(15);

    private static readonly Column s_outcome = new("OUTCOME", "outcome");
    private static readonly Column s_before = new("BEFORE", "before");
    private static readonly Column s_after = new("AFTER", "after");
    private static readonly Column s_previous = new("PREVIOUS", "previous");

    private readonly Option<int> _patience = new("--rollback-after")
    {
        Description = "How long the new agent may take to answer before the guest goes back; 60 seconds by default",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => UsualPatience,
    };

    private readonly Option<bool> _dryRun = new("--dry-run", "-n") { Description = "Check everything, and say what would be done" };

    protected AgentChangeVerb(Invocation invocation, string name, string summary)
        : base(invocation, name, VerbGroup.Agent, summary)
    {
        Add(_patience);
        Add(_dryRun);
    }

    public static IReadOnlyList<Column> Columns { get; } = [s_outcome, s_before, s_after, s_previous];

    /// <summary>Decides what a guest gets.</summary>
    /// <param name="state">What runs there.</param>
    /// <param name="info">What its agent says of itself.</param>
    /// <param name="arguments">The command line.</param>
    /// <returns>What is switched to, and the file for it; null: the guest has it already.</returns>
    /// <exception cref="VerbException">There is nothing for this guest.</exception>
    protected abstract (string Target, AgentFile? File)? Choose(GuestState state, GuestAgentInfo info, ParseResult arguments);

    protected override GuestAgentClient CreateClient(Invocation invocation, Guest guest) =>
        invocation.Within(invocation.Timeout ?? s_callLimit).CreateClient(guest);

    protected override Task PrepareAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken) =>
        PatienceOf(arguments) > 0 ? Task.CompletedTask : throw new UsageException("--rollback-after takes a number of seconds, 5 to 3600");

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        GuestAgentInfo before = await client.GuestInfoAsync(cancellationToken).ConfigureAwait(false);
        NeededCommands.Require(before);
        TimeSpan limit = CommonOptions.LookLimitOf(arguments);
        GuestState state = await new SwitchScript(client, limit).LookAsync(cancellationToken).ConfigureAwait(false);
        string old = $"{before.Version}{(state.Current == GuestState.Original ? $" ({state.Owner ?? "no package"})" : "")}";
        if (Choose(state, before, arguments) is not { } choice)
        {
            return Done($"{old} runs already", "unchanged", before.Version, before.Version, state.Previous);
        }

        AgentSwitch.Check(state, choice.File);
        if (arguments.GetValue(_dryRun))
        {
            string how = state.Way == "systemd" ? $"unit {state.Service}" : $"{state.Program}, no systemd";
            return Done($"would put {choice.File?.Path ?? choice.Target} in the place of {old} ({how})", "would-change", before.Version, null, state.Previous);
        }

        await new AgentSwitch(client, limit, PatienceOf(arguments)).RunAsync(state, choice.Target, choice.File, cancellationToken).ConfigureAwait(false);
        GuestAgentInfo after = await client.GuestInfoAsync(cancellationToken).ConfigureAwait(false);
        return Done($"{after.Version} runs in the place of {old}; 'qga agent rollback' goes back", "changed", before.Version, after.Version, state.Current);
    }

    private int PatienceOf(ParseResult arguments) => arguments.GetValue(_patience) is >= 5 and <= 3600 and int seconds ? seconds : 0;

    private static Answer Done(string sentence, string outcome, string before, string? after, string? previous) =>
        Answer.Done(sentence, (s_outcome, outcome), (s_before, before), (s_after, after), (s_previous, previous));
}
