namespace Qga.Agent.Configuration;

/// <summary>Where things are unless told otherwise. Managers, packages and QEMU's own tests rely on these names.</summary>
internal static class DefaultPaths
{
    public const string Method = "virtio-serial";
    public const string VirtioPort = "/dev/virtio-ports/org.qemu.guest_agent.0";
    public const string SerialPort = "/dev/ttyS0";
    public const string PidFile = "/var/run/qemu-ga.pid";
    public const string StateDirectory = "/var/run";
    public const string FsfreezeHook = "/etc/qemu/fsfreeze-hook";
    public const string ConfigurationFile = "/etc/qemu/qemu-ga.conf";

    /// <summary>Whether there is a channel of that name.</summary>
    public static bool IsMethod(string method) => method is "virtio-serial" or "isa-serial" or "unix-listen" or "vsock-listen";

    /// <summary>The address that a method has if none is given.</summary>
    /// <returns>The device; null where an address must be given.</returns>
    public static string? ForMethod(string method) => method switch
    {
        "virtio-serial" => VirtioPort,
        "isa-serial" => SerialPort,
        _ => null,
    };
}
