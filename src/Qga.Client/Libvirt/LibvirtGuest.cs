namespace Qga.Client;

/// <summary>A domain of libvirt's.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Uuid">Its UUID.</param>
/// <param name="State">What it is doing.</param>
/// <param name="HasAgentChannel">Whether it has the agent's channel, <c>org.qemu.guest_agent.0</c>.</param>
/// <param name="IsAgentConnected">
/// Whether the channel's port is open in the guest, that is, whether an agent runs there; null where libvirt does not say: the domain is off, or
/// has no such channel.
/// </param>
/// <param name="AgentSocket">
/// The path of the channel's unix socket, which libvirt itself uses while the domain runs; null if there is none or libvirt has not chosen one.
/// </param>
/// <param name="MonitorSocket">
/// The path of a QMP socket beside libvirt's own monitor, if the domain's <c>qemu:commandline</c> has <c>-qmp unix:PATH</c>; null if it has not.
/// </param>
public sealed record LibvirtGuest(
    string Name, Guid Uuid, LibvirtGuestState State, bool HasAgentChannel, bool? IsAgentConnected, string? AgentSocket, string? MonitorSocket);
