namespace Qga.Client;

/// <summary>What a domain of libvirt's is doing: virDomainState of libvirt-domain.h, with its numbers.</summary>
public enum LibvirtGuestState
{
    /// <summary>The hypervisor does not say.</summary>
    Unknown = 0,

    /// <summary>It runs.</summary>
    Running = 1,

    /// <summary>It waits for a resource.</summary>
    Blocked = 2,

    /// <summary>It is paused.</summary>
    Paused = 3,

    /// <summary>It is shutting down.</summary>
    ShuttingDown = 4,

    /// <summary>It is off.</summary>
    ShutOff = 5,

    /// <summary>It has crashed.</summary>
    Crashed = 6,

    /// <summary>Its system sleeps.</summary>
    Suspended = 7,
}
