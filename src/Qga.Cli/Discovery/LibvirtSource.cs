using Qga.Cli.Guests;
using Qga.Client;

namespace Qga.Cli.Discovery;

/// <summary>
/// The domains of one of this host's libvirts. The system's library is loaded only where a daemon's socket shows that there is one: asking a session's libvirt
/// that does not run would start it.
/// </summary>
/// <param name="by">Who runs the guests, for people: <c>libvirt (system)</c>.</param>
/// <param name="uri">The connection.</param>
/// <param name="sockets">The sockets of its daemons, any of which shows that it is there.</param>
internal sealed class LibvirtSource(string by, string uri, IReadOnlyList<string> sockets) : IGuestSource
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);

    /// <summary>The libvirt of the system: libvirtd, or its successor virtqemud.</summary>
    public static LibvirtSource System { get; } = new(
        "libvirt (system)",
        "qemu:///system",
        ["/run/libvirt/libvirt-sock-ro", "/run/libvirt/virtqemud-sock-ro", "/run/libvirt/libvirt-sock", "/run/libvirt/virtqemud-sock"]);

    /// <summary>The libvirt of the user's session.</summary>
    public static LibvirtSource Session { get; } = new("libvirt (session)", "qemu:///session", SocketsOfSession());

    public async ValueTask<IReadOnlyList<Guest>> FindAsync(Action<string> notice, CancellationToken cancellationToken)
    {
        if (!sockets.Any(File.Exists))
        {
            return [];
        }

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_limit);
        try
        {
            return [.. (await LibvirtHost.ListDomainsAsync(uri, limit.Token).ConfigureAwait(false)).Select(Describe)];
        }
        catch (GuestAgentException problem)
        {
            notice($"the guests of {by} are not listed: {problem.Message}");
            return [];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            notice($"the guests of {by} are not listed: it does not answer");
            return [];
        }
    }

    internal Guest Describe(LibvirtGuest guest)
    {
        (AgentState? state, string? problem) = StateOf(guest);
        return new(
            guest.Name, guest.HasAgentChannel || state == AgentState.Off ? new LibvirtGuestAddress(guest.Name, uri) : null, by, guest.MonitorSocket, problem)
        {
            Uuid = guest.Uuid,
            KnownState = state,
        };
    }

    /// <summary>What a domain's state says of its agent, and why; null: the agent has to be asked.</summary>
    internal static (AgentState? State, string? Problem) StateOf(LibvirtGuest guest) => guest.State switch
    {
        LibvirtGuestState.ShutOff => (AgentState.Off, "it is shut off"),
        LibvirtGuestState.Crashed => (AgentState.Off, "it has crashed"),
        LibvirtGuestState.Paused => (AgentState.Paused, "it is paused: 'virsh resume' lets it go on"),
        LibvirtGuestState.Suspended => (AgentState.Paused, "its system sleeps: 'virsh dompmwakeup' wakes it"),
        _ when !guest.HasAgentChannel => (AgentState.NoPort, "the domain has no channel org.qemu.guest_agent.0"),
        _ when guest.IsAgentConnected == false => (AgentState.NotRunning, "nobody in the guest has opened the agent's port"),
        _ => (null, null),
    };

    private static string[] SocketsOfSession()
    {
        string? folder = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        return string.IsNullOrEmpty(folder) ? [] : [$"{folder}/libvirt/libvirt-sock", $"{folder}/libvirt/virtqemud-sock"];
    }
}
