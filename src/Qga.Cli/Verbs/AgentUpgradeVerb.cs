using System.CommandLine;
using Qga.Cli.Adoption;
using Qga.Cli.Failures;
using Qga.Contracts;

namespace Qga.Cli.Verbs;

/// <summary><c>qga agent upgrade</c>.</summary>
internal sealed class AgentUpgradeVerb(Invocation invocation)
    : AgentInstallVerb(invocation, "upgrade", "Put another release of this project's agent in the place of the one that runs")
{
    public override IReadOnlyList<Example> Examples => [new("agent upgrade --all", "every guest of this host that has this project's agent")];

    protected override (string Target, AgentFile? File)? Choose(GuestState state, GuestAgentInfo info, ParseResult arguments) => NeededCommands.IsOwn(info)
        ? base.Choose(state, info, arguments)
        : throw new VerbException($"QEMU's agent {info.Version} runs here, which 'qga agent install' replaces");
}
