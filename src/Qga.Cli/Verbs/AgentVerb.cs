using Qga.Cli.Output;

namespace Qga.Cli.Verbs;

/// <summary><c>qga agent</c>.</summary>
internal sealed class AgentVerb : Verb
{
    public AgentVerb(Invocation invocation)
        : base("agent", VerbGroup.Agent, "Put this project's agent into guests, through the agent that they have")
    {
        Add(new AgentStatusVerb(invocation));
        Add(new AgentInstallVerb(invocation));
        Add(new AgentUpgradeVerb(invocation));
        Add(new AgentRollbackVerb(invocation));
    }

    public override IReadOnlyList<Example> Examples => [];

    public override IReadOnlyList<Column> Fields => [.. AgentStatusVerb.Columns, .. AgentChangeVerb.Columns];

    public override IReadOnlyList<string> Details =>
    [
        "Nothing but the guest's agent is needed: no network and no password. It must be allowed to run programs and to write files; status says what is "
            + "blocked.",
        "The new agent is on trial until this host has heard from it. Without that word within the time of --rollback-after the guest goes back to the old one "
            + "by itself, whatever has become of this host. A reboot meanwhile brings the old one back as well.",
        "The guest's own agent stays where it is: a drop-in of systemd's names the new one. Without systemd the file that starts the agent is replaced, and "
            + "that of a Debian package is set aside with dpkg-divert. Arguments, configuration and service stay the same.",
        "--from names the agent, an archive (.tar.gz) with it, or a package (.deb, .rpm); without it, the agent that comes with this tool is taken. Given "
            + "several times, a guest gets the one for its machine. A package needs a guest with systemd.",
    ];
}
