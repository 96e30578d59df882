using Qga.Agent.Linux.Commands.Time;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.SelfTesting;

/// <summary>The battery-backed clock.</summary>
internal static class ClockCheck
{
    public static void Run(Findings findings)
    {
        string device = "";
        Errno error = Errno.ENOENT;
        foreach (string candidate in LinuxClocks.UsualDevices)
        {
            if (error == Errno.ENOENT)
            {
                device = candidate;
                error = Libc.Access(candidate, Libc.R_OK);
            }
        }

        findings.Add(
            "clock",
            error.IsSuccess ? device : LinuxClocks.UsualDevices[0],
            error.IsSuccess ? Severity.Ok : Severity.Warning,
            error.IsSuccess ? "guest-set-time sets it as well" : error.Describe("guest-set-time sets the system's clock alone, and fails without a time"));
    }
}
