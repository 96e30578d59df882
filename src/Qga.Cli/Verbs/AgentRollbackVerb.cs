using System.CommandLine;
using Qga.Cli.Adoption;
using Qga.Cli.Failures;
using Qga.Contracts;

namespace Qga.Cli.Verbs;

/// <summary><c>qga agent rollback</c>.</summary>
internal sealed class AgentRollbackVerb : AgentChangeVerb
{
    private readonly Option<bool> _original = new("--original") { Description = "Go back to the agent that the guest has of its own" };

    public AgentRollbackVerb(Invocation invocation)
        : base(invocation, "rollback", "Go back to the agent that ran before") => Add(_original);

    public override IReadOnlyList<Example> Examples =>
    [
        new("agent rollback web1", "the agent before the last install, upgrade or rollback"),
        new("agent rollback --original --all", "every guest back to its own agent"),
    ];

    protected override (string Target, AgentFile? File)? Choose(GuestState state, GuestAgentInfo info, ParseResult arguments)
    {
        if (arguments.GetValue(_original))
        {
            return state.Current == GuestState.Original ? null : (GuestState.Original, null);
        }

        return state.Previous is string previous && previous != state.Current
            ? (previous, null)
            : throw new VerbException("there is nothing to go back to: no other agent has run here");
    }
}
