using Qga.Agent.Configuration;
using Qga.Agent.Linux.Commands.Filesystem;
using Qga.Agent.Linux.Commands.Freeze;
using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Linux.ProcFs;
using Qga.Linux.SysFs;

namespace Qga.Agent.Linux.SelfTesting;

/// <summary>What a freeze would do, without one.</summary>
internal static class FreezeCheck
{
    private const string Area = "freeze";
    private const string HookArea = "freeze hook";

    public static void Run(AgentSettings settings, Findings findings)
    {
        FreezeReport report = new();
        List<MountInfo> uncovered = [];
        if (new MountList("/proc").ReadEverywhere(out List<MountedFilesystem> filesystems, uncovered) is { } unreadable)
        {
            findings.Add(Area, "/proc", Severity.Warning, unreadable.Description);
            return;
        }

        foreach (MountInfo mount in uncovered)
        {
            report.Add(mount, QgaFreezeResult.NotCovered, "the kernel's freeze does not reach it");
        }

        FilesystemFreezer freezer = new(new FilesystemControl(), new(settings.FreezeInclude, settings.FreezeExclude));
        List<MountedFilesystem> order = new FreezeOrder(new BlockBases("/sys", "/dev", "/proc")).Of(filesystems);
        int number = 0;
        foreach (MountedFilesystem filesystem in freezer.Plan(order, null, report))
        {
            AddFilesystem(filesystem, ++number, findings);
        }

        foreach (QgaFrozenFilesystem left in report.ToContract().Filesystems)
        {
            findings.Add(
                Area,
                left.Mountpoint,
                left.Result == QgaFreezeResult.Excluded ? Severity.Ok : Severity.Warning,
                $"{left.Type}, left out: {left.Error}");
        }

        long limit = (long)settings.FreezeLimit.TotalSeconds;
        long timeout = (long)settings.FreezeTimeout.TotalSeconds;
        string end = timeout == 0 ? "never thawed without being asked" : $"thawed without being asked after {timeout} s";
        findings.Add(Area, "limits", Severity.Ok, $"given up after {limit} s, {end}");
        AddHook(settings.FsfreezeHook, findings);
    }

    private static void AddFilesystem(MountedFilesystem filesystem, int number, Findings findings)
    {
        Errno error = filesystem.Open(Libc.O_RDONLY, out SafeDescriptor? mountPoint);
        mountPoint?.Dispose();
        string text = $"{number}. {filesystem.Type} on {filesystem.Device}";
        findings.Add(
            Area,
            filesystem.MountPoint,
            error.IsSuccess ? Severity.Ok : Severity.Warning,
            error.IsSuccess ? text
                : FilesystemFreezer.IsOutOfReach(error) ? error.Describe($"{text} is passed by")
                : error.Describe($"{text}: a freeze fails"));
    }

    private static void AddHook(string? hook, Findings findings)
    {
        if (hook is null)
        {
            findings.Add(HookArea, "none", Severity.Ok, "the key 'fsfreeze-hook' or the option -F names one");
            return;
        }

        string? refusal = Refusal(hook);
        findings.Add(HookArea, hook, refusal is null ? Severity.Ok : Severity.Warning, refusal is null ? "it can be run" : $"a freeze fails: {refusal}");

        // The folder of packaging/fsfreeze/fsfreeze-hook. What is not executable is not meant to be run.
        string folder = $"{hook}.d";
        DirectoryNames.ReadAll(folder, out List<string> names);
        while (names.Count > 0)
        {
            string program = $"{folder}/{TakeFirst(names)}";
            refusal = FreezeHook.Refusal(program);
            bool isProgram = Libc.Access(program, Libc.X_OK).IsSuccess;
            findings.Add(
                HookArea,
                program,
                refusal is null ? Severity.Ok : Severity.Warning,
                refusal is not null ? $"it is left out: {refusal}" : isProgram ? "it can be run" : "it is left out: it is not executable");
        }
    }

    // In the order of the names. A sort of the framework's would bring a comparer for every type that there is a list of.
    private static string TakeFirst(List<string> names)
    {
        string first = names[0];
        foreach (string name in names)
        {
            first = string.CompareOrdinal(name, first) < 0 ? name : first;
        }

        names.Remove(first);
        return first;
    }

    private static string? Refusal(string hook)
    {
        Errno error = Libc.Access(hook, Libc.X_OK);
        return FreezeHook.Refusal(hook) ?? (error.IsSuccess ? null : error.Message);
    }
}
