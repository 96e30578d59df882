using Qga.Agent.Linux.Commands.Power;
using Qga.Linux.Interop;
using Qga.Linux.Processes;

namespace Qga.Agent.Linux.SelfTesting;

/// <summary>The programs of the guest that commands call. Another PATH than the service's may have others.</summary>
internal static class ProgramCheck
{
    private const string Area = "programs";

    public static void Run(Findings findings)
    {
        IReadOnlyList<string> folders = PowerCommands.UsualFolders;
        string? other = PowerCommands.Find("shutdown", folders) ?? PowerCommands.Find("systemctl", folders);
        foreach (string name in (string[])["poweroff", "halt", "reboot"])
        {
            Add(name, PowerCommands.Find(name, folders) ?? other, "neither it nor shutdown nor systemctl is there: guest-shutdown fails", findings);
        }

        Add("chpasswd", Find("chpasswd"), "it is not in PATH: guest-set-user-password fails", findings);
        Add("getent", Find("getent"), "it is not in PATH: guest-ssh-* knows the users of /etc/passwd alone", findings);
        string? kernel = Libc.Access("/sys/power/state", Libc.W_OK).IsSuccess ? "/sys/power/state" : null;
        string? suspend = Find("systemctl") ?? Find("pm-is-supported") ?? kernel;
        Add("suspend", suspend, "neither systemctl nor pm-utils nor /sys/power/state is there: guest-suspend-* fails", findings);
    }

    private static void Add(string subject, string? program, string problem, Findings findings) =>
        findings.Add(Area, subject, program is null ? Severity.Warning : Severity.Ok, program ?? problem);

    private static string? Find(string name) => ProgramFile.Resolve(name, out string path).IsSuccess ? path : null;
}
