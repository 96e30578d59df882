namespace Qga.Client;

/// <summary>How far an IP address is valid.</summary>
public enum AddressScope
{
    /// <summary>Beyond the link, private networks included (10.0.0.0/8, fc00::/7 and the like).</summary>
    Global,

    /// <summary>On one link: 169.254.0.0/16, fe80::/10.</summary>
    LinkLocal,

    /// <summary>In the guest itself: 127.0.0.0/8, ::1.</summary>
    Loopback,
}
