using System.Text;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Linux.ProcFs;

namespace Qga.Agent.Linux.SelfTesting;

/// <summary>What the kernel lets the agent do: capabilities, and what SELinux refuses.</summary>
internal static class RightsCheck
{
    private const string Area = "rights";
    private const int MostDenials = 10;

    // The numbers of capabilities(7), each with its name and what it is needed for.
    private static ReadOnlySpan<byte> Numbers => [1, 6, 7, 19, 21, 25];

    private static readonly string[] s_needs =
    [
        "CAP_DAC_OVERRIDE", "guest-file-* and guest-ssh-* reach the files of all users",
        "CAP_SETGID", "guest-ssh-* acts for users",
        "CAP_SETUID", "guest-ssh-* acts for users",
        "CAP_SYS_PTRACE", "a freeze covers what containers have mounted",
        "CAP_SYS_ADMIN", "guest-fsfreeze-*, guest-fstrim and SMART work",
        "CAP_SYS_TIME", "guest-set-time works",
    ];

    /// <summary>Looks at a process.</summary>
    /// <param name="process">Its folder in /proc.</param>
    /// <param name="findings">Gets what there is to say.</param>
    public static void Run(string process, Findings findings)
    {
        Errno error = ProcessRights.Read(process, out ulong capabilities);
        if (!error.IsSuccess)
        {
            findings.Add(Area, process, Severity.Warning, error.Message);
        }
        else
        {
            bool isComplete = true;
            for (int index = 0; index < Numbers.Length; index++)
            {
                if ((capabilities & (1UL << Numbers[index])) == 0)
                {
                    isComplete = false;
                    findings.Add(Area, s_needs[2 * index], Severity.Warning, $"{process} lacks it; with it, {s_needs[(2 * index) + 1]}");
                }
            }

            if (isComplete)
            {
                findings.Add(Area, process, Severity.Ok, "it has the capabilities that commands need");
            }
        }

        CheckSelinux(process, findings);
    }

    private static void CheckSelinux(string process, Findings findings)
    {
        if (!WholeFile.Read("/sys/fs/selinux/enforce", out byte[] enforces).IsSuccess)
        {
            return;
        }

        _ = WholeFile.Read($"{process}/attr/current", out byte[] context);
        string mode = enforces is [(byte)'1', ..] ? "enforcing" : "permissive";
        findings.Add(Area, "SELinux", Severity.Ok, $"{mode}; {process} is {Encoding.UTF8.GetString(context).Trim('\0', '\n')}");
        List<string> denials = [];
        if (WholeFile.Read("/var/log/audit/audit.log", out byte[] log).IsSuccess)
        {
            AccessDenials.Collect(log, Program, denials);
        }
        else
        {
            CollectFromKernel(denials);
        }

        for (int index = 0; index < denials.Count && index < MostDenials; index++)
        {
            findings.Add(Area, "SELinux", Severity.Warning, $"the log has a refusal: {denials[index]}");
        }
    }

    private static ReadOnlySpan<byte> Program => "qemu-ga"u8;

    // Without auditd the kernel keeps the lines itself; a read gives one record, or EPIPE where that was overwritten meanwhile.
    private static void CollectFromKernel(List<string> denials)
    {
        using SafeDescriptor file = Libc.Open("/dev/kmsg", Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        byte[] record = new byte[8192];
        int length = -1;
        while (!file.IsInvalid && ((length = (int)Libc.Read(file, record)) > 0 || (length < 0 && Errno.Last == Errno.EPIPE)))
        {
            AccessDenials.Collect(record.AsSpan(0, Math.Max(length, 0)), Program, denials);
        }
    }
}
