using Qga.Cli.Guests;

namespace Qga.Cli.Discovery;

/// <summary>Where this host's guests are looked for.</summary>
internal static class HostSources
{
    /// <summary>
    /// In the order in which a guest that several know is decided: what the user wrote comes first, and who manages a guest knows more of it than its process.
    /// </summary>
    public static IReadOnlyList<IGuestSource> All() =>
    [
        new FileSource(GuestsFile.DefaultPath),
        LibvirtSource.System,
        LibvirtSource.Session,
        new ProxmoxSource("/var/run/qemu-server", "/etc/pve/qemu-server"),
        new ProcessSource("/proc"),
    ];
}
