using System.CommandLine;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Health;
using Qga.Cli.Machines;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga doctor</c>.</summary>
internal sealed class DoctorVerb : GuestVerb
{
    private static readonly Column[] s_columns = [new("CHECK", "check"), new("STATE", "state", ValueKind.State), new("FOUND", "found"), new("MEND", "mend")];

    // What an agent that is well does in milliseconds.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    public DoctorVerb(Invocation invocation)
        : base(invocation, "doctor", VerbGroup.Agent, "Find out why a guest's agent does not answer, or whether all is well") =>
            Add(MachineAccess.MonitorOption.Create());

    public override IReadOnlyList<Example> Examples =>
    [
        new("doctor web1", "walk from this host to the agent"),
        new("doctor --monitor /run/web1/qmp.sock /run/web1/agent.sock", "a guest that is not found by itself"),
        new("doctor --all", "every guest of this host"),
    ];

    public override IReadOnlyList<string> Details =>
    [
        "It looks at the process that runs the machine, the machine's state, the agent's port and whether anybody in the guest has opened it, the socket and "
            + "who holds it, the agent, its version, the commands that are blocked, frozen file systems and the clock. The exit code is 1 if something is "
            + "broken; MEND is what to do then.",
    ];

    protected override GuestAgentClient CreateClient(Invocation invocation, Guest guest) =>
        (invocation.Timeout is null ? invocation.Within(s_patience) : invocation).CreateClient(guest);

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        IReadOnlyList<HealthCheck> checks = await new GuestDoctor(guest, client, new()).ExamineAsync(
            () => MachineAccess.OpenMonitorAsync(guest, arguments, cancellationToken), cancellationToken).ConfigureAwait(false);
        return Answer.Table(s_columns, checks.Select(check => (object?[])[check.Name, check.State, check.Detail, check.Remedy])) with
        {
            ExitCode = checks.Any(check => check.IsBroken) ? ExitCode.Refused : ExitCode.Success,
        };
    }
}
