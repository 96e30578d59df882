using System.Diagnostics;
using System.Globalization;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Machines;
using Qga.Cli.Output;
using Qga.Client;
using Qga.Contracts;
using Qga.Monitor;

namespace Qga.Cli.Health;

/// <summary>Walks the chain from this host to a guest's agent: process, machine, port, socket, agent, and how the agent is.</summary>
/// <param name="guest">The guest.</param>
/// <param name="client">A client of its agent, not yet connected.</param>
/// <param name="sockets">Who holds which socket.</param>
internal sealed class GuestDoctor(Guest guest, GuestAgentClient client, UnixSocketTable sockets)
{
    private static readonly TimeSpan s_clockTolerance = TimeSpan.FromSeconds(2);

    private string? SocketPath => guest.Address is UnixGuestAddress unix ? Path.GetFullPath(unix.Path) : null;

    /// <summary>Looks at everything.</summary>
    /// <param name="openMonitor">Opens the machine's monitor; gives null where none is known.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<HealthCheck>> ExamineAsync(Func<Task<MonitorClient?>> openMonitor, CancellationToken cancellationToken)
    {
        // Before this program connects itself.
        SocketHolders? holders = SocketPath is string path ? sockets.Find(path) : null;
        Task<IReadOnlyList<HealthCheck>> machine = ExamineMachineAsync(openMonitor, cancellationToken);
        Task<IReadOnlyList<HealthCheck>> agent = ExamineAgentAsync(holders, cancellationToken);
        return [ExamineProcess(holders), .. await machine.ConfigureAwait(false), .. await agent.ConfigureAwait(false)];
    }

    private HealthCheck ExamineProcess(SocketHolders? holders) => holders switch
    {
        null => HealthCheck.Unknown("process", $"what runs the guest is not visible through {guest.Address}"),
        { IsListening: false } when File.Exists(SocketPath) =>
            HealthCheck.Broken("process", $"nobody listens on {SocketPath}: the machine does not run", Start()),
        { IsListening: false } => HealthCheck.Broken("process", $"{SocketPath} does not exist: the machine does not run, or has no socket there", Start()),
        { Process: null } => HealthCheck.Ok("process", "a process of another user listens on the socket"),
        _ => HealthCheck.Ok("process", holders.Process),
    };

    private string? Start() => guest.By.StartsWith("libvirt", StringComparison.Ordinal) ? $"virsh start {guest.Name}" : null;

    private async Task<IReadOnlyList<HealthCheck>> ExamineMachineAsync(Func<Task<MonitorClient?>> openMonitor, CancellationToken cancellationToken)
    {
        try
        {
            await using MonitorClient? monitor = await openMonitor().ConfigureAwait(false);
            if (monitor is null)
            {
                return guest.Address is LibvirtGuestAddress domain
                    ? DomainHealth.Examine(domain.Domain, await LibvirtMachine.FindAsync(domain, cancellationToken).ConfigureAwait(false))
                    : [HealthCheck.Unknown("machine", "no monitor of the machine is known (--monitor names one)")];
            }

            StatusInfo status = await monitor.QueryStatusAsync(cancellationToken).ConfigureAwait(false);
            return [ExamineStatus(status), .. await ExaminePortAsync(monitor, cancellationToken).ConfigureAwait(false)];
        }
        catch (Exception problem) when (problem is MonitorException or GuestAgentException)
        {
            return [HealthCheck.Unknown("machine", problem.Message)];
        }
    }

    private HealthCheck ExamineStatus(StatusInfo status) => status switch
    {
        { Running: true } => HealthCheck.Ok("machine", "running"),
        { Status: "suspended" } => HealthCheck.Broken("machine", "it sleeps", $"qga wake {guest.Name}"),
        { Status: "paused" or "prelaunch" } => HealthCheck.Broken("machine", "it is paused", Monitor("cont")),
        { Status: "shutdown" } => HealthCheck.Broken("machine", "it has shut down, and QEMU keeps it", Monitor("system_reset")),
        _ => HealthCheck.Broken("machine", $"it does not run: {status.Status}"),
    };

    private string Monitor(string command) => guest.By.StartsWith("libvirt", StringComparison.Ordinal)
        ? $"virsh {(command == "cont" ? "resume" : "reset")} {guest.Name}"
        : $"echo '{{\"execute\": \"qmp_capabilities\"}} {{\"execute\": \"{command}\"}}' | socat -t1 - unix:{guest.Monitor ?? "MONITOR"}";

    private static async Task<IReadOnlyList<HealthCheck>> ExaminePortAsync(MonitorClient monitor, CancellationToken cancellationToken)
    {
        if (await monitor.FindAgentChardevAsync(cancellationToken).ConfigureAwait(false) is not string label)
        {
            return
            [
                HealthCheck.Note(
                    "port",
                    $"the machine has no virtio-serial port {MonitorClient.AgentPortName}; its agent must use another transport",
                    $"start QEMU with -device virtio-serial -device virtserialport,chardev=ID,name={MonitorClient.AgentPortName}"),
            ];
        }

        HealthCheck port = HealthCheck.Ok("port", $"{MonitorClient.AgentPortName} on the character device {label}");
        return await monitor.IsFrontendOpenAsync(label, cancellationToken).ConfigureAwait(false) == true
            ? [port, HealthCheck.OpenedPort]
            : [port, HealthCheck.UnopenedPort];
    }

    private async Task<IReadOnlyList<HealthCheck>> ExamineAgentAsync(SocketHolders? holders, CancellationToken cancellationToken)
    {
        HealthCheck? busy = holders is { Clients: > 0 } && !holders.Process?.StartsWith("qemu-ga", StringComparison.Ordinal) == true
            ? HealthCheck.Note("socket", $"{holders.Process} serves another client, and only one at a time: end that client, or use it",
                $"ss -xp | grep {SocketPath}")
            : null;
        long start = Stopwatch.GetTimestamp();
        GuestAgentInfo info;
        try
        {
            info = await client.GuestInfoAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (Failure.From(problem) is Failure failure)
        {
            return busy is not null && problem is GuestAgentSilentException
                ? [busy with { State = State.Bad("broken") }, HealthCheck.Broken("agent", failure.Message)]
                : [.. Reached(problem), HealthCheck.Broken("agent", failure.Message, RemedyOf(problem))];
        }

        HealthCheck agent = HealthCheck.Ok("agent", $"answers in {ValueText.Duration(Stopwatch.GetElapsedTime(start))}");
        HealthCheck freeze = await ExamineFreezeAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            HealthCheck.Ok("socket", "reachable"),
            agent,
            HealthCheck.Ok("version", info.Version),
            freeze,
            ExamineCommands(info, freeze.IsBroken),
            await ExamineClockAsync(cancellationToken).ConfigureAwait(false),
        ];
    }

    private static IEnumerable<HealthCheck> Reached(Exception problem) =>
        problem is GuestAgentSilentException or GuestAgentNotRunningException ? [HealthCheck.Ok("socket", "reachable")] : [];

    private string? RemedyOf(Exception problem) => problem switch
    {
        GuestAgentSilentException or GuestAgentNotRunningException => "in the guest: systemctl restart qemu-guest-agent",
        GuestConnectionRefusedException when SocketPath is string path && File.Exists(path) => $"ls -l {path}",
        _ => null,
    };

    private HealthCheck ExamineCommands(GuestAgentInfo info, bool isFrozen)
    {
        int blocked = info.SupportedCommands.Count(command => !command.Enabled);
        string count = string.Create(CultureInfo.InvariantCulture, $"{info.SupportedCommands.Count - blocked} enabled");
        return blocked == 0 || isFrozen
            ? HealthCheck.Ok("commands", isFrozen ? $"{count}, as the guest is frozen" : count)
            : HealthCheck.Note(
                "commands",
                string.Create(CultureInfo.InvariantCulture, $"{count}, {blocked} blocked by the guest's configuration"),
                $"qga commands {guest.Name}; in the guest: block-rpcs and allow-rpcs in /etc/qemu/qemu-ga.conf");
    }

    private async Task<HealthCheck> ExamineFreezeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.GuestFsfreezeStatusAsync(cancellationToken).ConfigureAwait(false) == GuestFsfreezeStatus.Thawed
                ? HealthCheck.Ok("freeze", "not frozen")
                : HealthCheck.Broken("freeze", "file systems are frozen, and programs that write stand still", $"qga thaw {guest.Name}");
        }
        catch (GuestAgentException problem)
        {
            return HealthCheck.Unknown("freeze", problem.Message);
        }
    }

    private async Task<HealthCheck> ExamineClockAsync(CancellationToken cancellationToken)
    {
        try
        {
            DateTimeOffset before = DateTimeOffset.UtcNow;
            long nanoseconds = await client.GuestGetTimeAsync(cancellationToken).ConfigureAwait(false);
            DateTimeOffset after = DateTimeOffset.UtcNow;
            TimeSpan offset = DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100) - (before + ((after - before) / 2));
            string words = offset.Duration() < TimeSpan.FromSeconds(1)
                ? "as this host's"
                : $"{ValueText.Duration(offset.Duration())} {(offset < TimeSpan.Zero ? "behind" : "ahead of")} this host's";
            return offset.Duration() < s_clockTolerance
                ? HealthCheck.Ok("clock", words)
                : HealthCheck.Broken("clock", words, $"qga call {guest.Name} guest-set-time time=$(date +%s%N)");
        }
        catch (GuestAgentException problem)
        {
            return HealthCheck.Unknown("clock", problem.Message);
        }
    }
}
