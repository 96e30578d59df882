using System.Collections.Frozen;

namespace Qga.Differential;

/// <summary>What may run on the machine that runs the tests.</summary>
internal static class Permission
{
    // Whatever is not named here is only sent with arguments that no agent accepts: a command that nobody has thought about is not tried.
    private static readonly FrozenSet<string> s_harmless = FrozenSet.Create(
        StringComparer.Ordinal,
        "guest-exec",
        "guest-exec-status",
        "guest-file-close",
        "guest-file-flush",
        "guest-file-open",
        "guest-file-read",
        "guest-file-seek",
        "guest-file-write",
        "guest-fsfreeze-status",
        "guest-get-cpustats",
        "guest-get-devices",
        "guest-get-disks",
        "guest-get-diskstats",
        "guest-get-fsinfo",
        "guest-get-host-name",
        "guest-get-load",
        "guest-get-memory-block-info",
        "guest-get-memory-blocks",
        "guest-get-osinfo",
        "guest-get-time",
        "guest-get-timezone",
        "guest-get-users",
        "guest-get-vcpus",
        "guest-info",
        "guest-network-get-interfaces",
        "guest-network-get-route",
        "guest-ping",
        "guest-ssh-get-authorized-keys",
        "guest-sync",
        "guest-sync-delimited");

    /// <summary>Whether a command leaves the machine as it is, whatever its arguments are.</summary>
    public static bool MayRun(string command) => s_harmless.Contains(command);
}
