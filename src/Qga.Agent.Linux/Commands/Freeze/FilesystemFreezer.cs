using System.Diagnostics;
using Qapi.Runtime.Errors;
using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Linux.ProcFs;

namespace Qga.Agent.Linux.Commands.Freeze;

/// <summary>Freezes and thaws mounted file systems.</summary>
/// <param name="control">The kernel, or a test's.</param>
/// <param name="scope">What the administrator leaves out.</param>
internal sealed class FilesystemFreezer(FilesystemControl control, FreezeScope scope)
{
    private readonly Lock _gate = new();

    // Kept open, so that they can be thawed when their mount points are hidden by then, or the mount table cannot be read.
    private readonly List<SafeDescriptor> _frozen = [];

    /// <summary>
    /// Freezes file systems, one after the other. What cannot be frozen, or is frozen already, is skipped. All are synchronised first, so that their writers
    /// are blocked for as short as possible.
    /// </summary>
    /// <param name="filesystems">In the order of <see cref="FreezeOrder"/>.</param>
    /// <param name="only">The mount points to freeze; null: all.</param>
    /// <param name="run">Whether to go on.</param>
    public QapiError? Freeze(List<MountedFilesystem> filesystems, IReadOnlyList<string>? only, FreezeRun run)
    {
        List<MountedFilesystem> covered = Plan(filesystems, only, run.Report);
        foreach (MountedFilesystem filesystem in covered)
        {
            run.WorkingOn = filesystem;
            Sync(filesystem);
            if (run.Error is { } error)
            {
                return error;
            }
        }

        run.BeginStage();
        long start = Stopwatch.GetTimestamp();
        foreach (MountedFilesystem filesystem in covered)
        {
            run.WorkingOn = filesystem;
            QapiError? error = Freeze(filesystem, run.Report);
            run.WorkingOn = null;
            error = run.Error ?? error;
            if (error is not null)
            {
                return error;
            }
        }

        run.Report.Froze(start);
        return null;
    }

    /// <summary>Works out which file systems are to be frozen.</summary>
    /// <param name="filesystems">In the order in which they would be.</param>
    /// <param name="only">The mount points to freeze; null: all.</param>
    /// <param name="report">Gets the others, with the reason.</param>
    /// <returns>Those to be frozen.</returns>
    public List<MountedFilesystem> Plan(List<MountedFilesystem> filesystems, IReadOnlyList<string>? only, FreezeReport report)
    {
        List<MountedFilesystem> covered = new(filesystems.Count);
        foreach (MountedFilesystem filesystem in filesystems)
        {
            if (filesystem.IsServedByProgram)
            {
                report.Add(filesystem.Mounts[0], QgaFreezeResult.NotCovered, "a program serves it");
            }
            else if (only is not null && !FreezeScope.Lists(only, filesystem))
            {
                report.Add(filesystem.Mounts[0], QgaFreezeResult.Excluded, "the list of the command does not name it");
            }
            else if (scope.Excludes(filesystem) is { } reason)
            {
                report.Add(filesystem.Mounts[0], QgaFreezeResult.Excluded, reason);
            }
            else
            {
                covered.Add(filesystem);
            }
        }

        return covered;
    }

    /// <summary>
    /// Whether an error at the opening says that there is no way to a file system: it has gone meanwhile, is entirely behind other mounts, or behind a
    /// server that has died.
    /// </summary>
    public static bool IsOutOfReach(Errno error) =>
        error == Errno.ENOENT || error == Errno.ENOTCONN || error == Errno.ENXIO || error == Errno.ESTALE;

    /// <summary>Whether there are file systems that this agent froze and has not thawed since.</summary>
    public bool HasFrozen
    {
        get
        {
            lock (_gate)
            {
                return _frozen.Count > 0;
            }
        }
    }

    /// <summary>Thaws what this agent froze, the last frozen first, through descriptors that are open since.</summary>
    /// <returns>How many file systems were frozen.</returns>
    public int ThawFrozen()
    {
        int count = 0;
        while (TakeLastFrozen() is { } mountPoint)
        {
            using (mountPoint)
            {
                count += TryThaw(mountPoint) ? 1 : 0;
                lock (_gate)
                {
                    Watchdog.RemoveFrozen(mountPoint);
                }
            }
        }

        return count;
    }

    /// <summary>Thaws file systems entirely: whoever froze them, and however often.</summary>
    /// <param name="filesystems">In the order in which they were mounted.</param>
    /// <param name="except">One to be left alone.</param>
    /// <returns>How many were frozen.</returns>
    public int Thaw(List<MountedFilesystem> filesystems, DeviceNumber? except)
    {
        int count = 0;
        foreach (MountedFilesystem filesystem in filesystems)
        {
            if (!filesystem.IsServedByProgram && filesystem.Device != except)
            {
                filesystem.Open(Libc.O_RDONLY, out SafeDescriptor? mountPoint);
                using (mountPoint)
                {
                    count += mountPoint is not null && TryThaw(mountPoint) ? 1 : 0;
                }
            }
        }

        return count;
    }

    private void Sync(MountedFilesystem filesystem)
    {
        filesystem.Open(Libc.O_RDONLY, out SafeDescriptor? mountPoint);
        using (mountPoint)
        {
            if (mountPoint is not null)
            {
                control.Sync(mountPoint);
            }
        }
    }

    private QapiError? Freeze(MountedFilesystem filesystem, FreezeReport report)
    {
        MountInfo mount = filesystem.Mounts[0];
        Errno error = filesystem.Open(Libc.O_RDONLY, out SafeDescriptor? mountPoint);
        if (mountPoint is null)
        {
            bool isOutOfReach = IsOutOfReach(error);
            report.Add(mount, isOutOfReach ? QgaFreezeResult.Unreachable : QgaFreezeResult.Failed, error.Message);
            return isOutOfReach ? null : QapiError.Generic(error.Describe($"failed to open {filesystem.MountPoint}"));
        }

        if (control.OpenDetached(mountPoint) is { } detached)
        {
            mountPoint.Dispose();
            mountPoint = detached;
        }

        // Room first: without memory afterwards, what is frozen would be forgotten. The watchdog thaws it if this process dies.
        lock (_gate)
        {
            _frozen.EnsureCapacity(_frozen.Count + 1);
            Watchdog.AddFrozen(mountPoint);
        }

        long start = Stopwatch.GetTimestamp();
        error = control.Freeze(mountPoint);
        if (error.IsSuccess)
        {
            lock (_gate)
            {
                _frozen.Add(mountPoint);
            }

            report.Add(mount, QgaFreezeResult.Frozen, start: start);
            return null;
        }

        lock (_gate)
        {
            Watchdog.RemoveFrozen(mountPoint);
        }

        mountPoint.Dispose();
        QgaFreezeResult result = error == Errno.EOPNOTSUPP ? QgaFreezeResult.NotSupported
            : error == Errno.EBUSY ? QgaFreezeResult.FrozenBefore
            : QgaFreezeResult.Failed;
        report.Add(mount, result, error.Message, start);
        return result == QgaFreezeResult.Failed ? QapiError.Generic(error.Describe($"failed to freeze {filesystem.MountPoint}")) : null;
    }

    // Entirely: whoever froze it, and however often.
    private bool TryThaw(SafeDescriptor mountPoint)
    {
        bool wasFrozen = false;
        while (control.Thaw(mountPoint).IsSuccess)
        {
            wasFrozen = true;
        }

        return wasFrozen;
    }

    private SafeDescriptor? TakeLastFrozen()
    {
        lock (_gate)
        {
            if (_frozen.Count == 0)
            {
                return null;
            }

            SafeDescriptor last = _frozen[^1];
            _frozen.RemoveAt(_frozen.Count - 1);
            return last;
        }
    }
}
