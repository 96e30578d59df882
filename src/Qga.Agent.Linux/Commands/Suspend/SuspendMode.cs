namespace Qga.Agent.Linux.Commands.Suspend;

/// <summary>A sleep state, under the names that each way of entering it has.</summary>
/// <param name="Systemctl">The verb of systemctl(1), and the part of the unit's name behind <c>systemd-</c>.</param>
/// <param name="PmUtils">The option of pm-is-supported(1), and without its dashes the part of the program's name behind <c>pm-</c>.</param>
/// <param name="Kernel">The word of /sys/power/state; null where it has none.</param>
internal sealed record SuspendMode(string Systemctl, string PmUtils, string? Kernel)
{
    public static readonly SuspendMode Disk = new("hibernate", "--hibernate", "disk");
    public static readonly SuspendMode Ram = new("suspend", "--suspend", "mem");
    public static readonly SuspendMode Hybrid = new("hybrid-sleep", "--suspend-hybrid", null);
}
