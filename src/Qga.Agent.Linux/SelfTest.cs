using System.Runtime.CompilerServices;
using System.Text;
using Qga.Agent.Configuration;
using Qga.Agent.Linux.Commands.Filesystem;
using Qga.Agent.Linux.Commands.Freeze;
using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Linux.ProcFs;
using Qga.Linux.SysFs;

namespace Qga.Agent.Linux;

/// <summary>What <c>--self-test</c> prints: what a freeze would do, without one.</summary>
internal static class SelfTest
{
    /// <summary>Looks and prints.</summary>
    /// <param name="settings">What the administrator has set.</param>
    /// <returns>The exit status: 1 if a freeze would fail.</returns>
    public static int Run(AgentSettings settings)
    {
        FreezeReport report = new();
        List<MountInfo> uncovered = [];
        if (new MountList("/proc").ReadEverywhere(out List<MountedFilesystem> filesystems, uncovered) is { } unreadable)
        {
            StandardOutput.Complain(unreadable.Description + "\n");
            return 1;
        }

        uncovered.ForEach(mount => report.Add(mount, QgaFreezeResult.NotCovered, "the kernel's freeze does not reach it"));
        FilesystemFreezer freezer = new(new FilesystemControl(), new(settings.FreezeInclude, settings.FreezeExclude));
        List<MountedFilesystem> order = new FreezeOrder(new BlockBases("/sys", "/dev", "/proc")).Of(filesystems);
        StringBuilder text = new("A freeze would freeze, in this order (nothing is frozen now):\n");
        int number = 0;
        int code = 0;
        foreach (MountedFilesystem filesystem in freezer.Plan(order, null, report))
        {
            text.Append(Invariant($"{++number,4}  {filesystem.MountPoint}  {filesystem.Type}  {filesystem.Device}{Problem(filesystem, ref code)}\n"));
        }

        text.Append("and leave out:\n");
        foreach (QgaFrozenFilesystem filesystem in report.ToContract().Filesystems)
        {
            text.Append(Invariant($"      {filesystem.Mountpoint}  {filesystem.Type}  {filesystem.Error}\n"));
        }

        text.Append(Invariant($"Hook: {settings.FsfreezeHook ?? "none"}{HookProblem(settings.FsfreezeHook, ref code)}\n"));
        string unasked = settings.FreezeTimeout == TimeSpan.Zero ? "never" : Invariant($"after {(long)settings.FreezeTimeout.TotalSeconds} s");
        text.Append(Invariant($"Given up after {(long)settings.FreezeLimit.TotalSeconds} s, thawed without being asked: {unasked}\n"));
        StandardOutput.Print(text.ToString());
        return code;
    }

    private static string Invariant(DefaultInterpolatedStringHandler text) => text.ToStringAndClear();

    private static string Problem(MountedFilesystem filesystem, ref int code)
    {
        Errno error = filesystem.Open(Libc.O_RDONLY, out SafeDescriptor? mountPoint);
        mountPoint?.Dispose();
        if (error.IsSuccess)
        {
            return "";
        }

        bool isPassedBy = FilesystemFreezer.IsOutOfReach(error);
        code = isPassedBy ? code : 1;
        return isPassedBy ? $"  passed by: {error.Message}" : $"  FAILS: {error.Message}";
    }

    private static string HookProblem(string? hook, ref int code)
    {
        if (hook is null || FreezeHook.Refusal(hook) is not { } refusal)
        {
            return "";
        }

        code = 1;
        return $"  FAILS: {refusal}";
    }
}
