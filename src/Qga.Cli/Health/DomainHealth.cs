using Qga.Client;

namespace Qga.Cli.Health;

/// <summary>How a guest's machine is, as libvirt tells of its domain.</summary>
internal static class DomainHealth
{
    private static readonly HealthCheck s_port = HealthCheck.Ok("port", "the domain has a channel for it");

    /// <summary>Looks at the machine and at the agent's port.</summary>
    /// <param name="name">The domain's name.</param>
    /// <param name="domain">What libvirt says; null: there is no such domain.</param>
    public static IReadOnlyList<HealthCheck> Examine(string name, LibvirtGuest? domain) => domain is null
        ? [HealthCheck.Broken("machine", $"libvirt has no domain {name}", "virsh list --all")]
        : [Machine(domain), .. Port(domain)];

    private static HealthCheck Machine(LibvirtGuest domain) => domain.State switch
    {
        LibvirtGuestState.Running or LibvirtGuestState.Blocked => HealthCheck.Ok("machine", "running"),
        LibvirtGuestState.Paused => HealthCheck.Broken("machine", "it is paused", $"virsh resume {domain.Name}"),
        LibvirtGuestState.Suspended => HealthCheck.Broken("machine", "it sleeps", $"qga wake {domain.Name}"),
        LibvirtGuestState.ShutOff => HealthCheck.Broken("machine", "it is off", $"virsh start {domain.Name}"),
        LibvirtGuestState.ShuttingDown => HealthCheck.Broken("machine", "it is shutting down"),
        LibvirtGuestState.Crashed => HealthCheck.Broken("machine", "the guest has crashed", $"virsh reset {domain.Name}"),
        _ => HealthCheck.Unknown("machine", "libvirt does not know its state"),
    };

    private static HealthCheck[] Port(LibvirtGuest domain) => domain switch
    {
        { HasAgentChannel: false } =>
        [
            HealthCheck.Broken(
                "port",
                "the domain has no channel for an agent",
                $"virsh edit {domain.Name}: <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"),
        ],
        { IsAgentConnected: true } => [s_port, HealthCheck.OpenedPort],
        { IsAgentConnected: false, State: LibvirtGuestState.Running } => [s_port, HealthCheck.UnopenedPort],
        _ => [s_port],
    };
}
