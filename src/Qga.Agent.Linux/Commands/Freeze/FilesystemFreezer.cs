using Qapi.Runtime.Errors;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Linux.ProcFs;

namespace Qga.Agent.Linux.Commands.Freeze;

/// <summary>Freezes and thaws mounted file systems.</summary>
/// <param name="control">The kernel, or a test's.</param>
internal sealed class FilesystemFreezer(FilesystemControl control)
{
    private readonly Lock _gate = new();

    // Kept open, so that they can be thawed when their mount points are hidden by then, or the mount table cannot be read.
    private readonly List<SafeDescriptor> _frozen = [];

    /// <summary>Freezes file systems, one after the other. What cannot be frozen, or is frozen already, is skipped.</summary>
    /// <param name="filesystems">In the order of <see cref="FreezeOrder"/>.</param>
    /// <param name="only">The mount points to freeze; null: all.</param>
    /// <param name="run">Whether to go on.</param>
    /// <param name="count">How many are frozen now; to be thawed if it fails.</param>
    public QapiError? Freeze(List<MountedFilesystem> filesystems, IReadOnlyList<string>? only, FreezeRun run, out int count)
    {
        count = 0;
        foreach (MountedFilesystem filesystem in filesystems)
        {
            if (filesystem.IsServedByProgram || (only is not null && !IsListed(filesystem, only)))
            {
                continue;
            }

            run.WorkingOn = filesystem.Device;
            QapiError? error = Freeze(filesystem, ref count);
            run.WorkingOn = null;
            error = run.Error ?? error;
            if (error is not null)
            {
                return error;
            }
        }

        return null;
    }

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
            count += Thaw(mountPoint) ? 1 : 0;
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
                count += mountPoint is not null && Thaw(mountPoint) ? 1 : 0;
            }
        }

        return count;
    }

    private QapiError? Freeze(MountedFilesystem filesystem, ref int count)
    {
        Errno error = filesystem.Open(Libc.O_RDONLY, out SafeDescriptor? mountPoint);
        if (mountPoint is null)
        {
            // Gone meanwhile, entirely behind other mounts, or behind a server that has died: there is no way to it.
            bool isOutOfReach = error == Errno.ENOENT || error == Errno.ENOTCONN || error == Errno.ENXIO || error == Errno.ESTALE;
            return isOutOfReach ? null : QapiError.Generic(error.Describe($"failed to open {filesystem.MountPoint}"));
        }

        // Room first: without memory afterwards, what is frozen would be forgotten.
        lock (_gate)
        {
            _frozen.EnsureCapacity(_frozen.Count + 1);
        }

        error = control.Freeze(mountPoint);
        if (error.IsSuccess)
        {
            count++;
            lock (_gate)
            {
                _frozen.Add(mountPoint);
            }

            return null;
        }

        mountPoint.Dispose();
        return error == Errno.EOPNOTSUPP || error == Errno.EBUSY
            ? null
            : QapiError.Generic(error.Describe($"failed to freeze {filesystem.MountPoint}"));
    }

    private bool Thaw(SafeDescriptor mountPoint)
    {
        using (mountPoint)
        {
            bool wasFrozen = false;
            while (control.Thaw(mountPoint).IsSuccess)
            {
                wasFrozen = true;
            }

            return wasFrozen;
        }
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

    private static bool IsListed(MountedFilesystem filesystem, IReadOnlyList<string> only)
    {
        foreach (MountInfo mount in filesystem.Mounts)
        {
            string mountPoint = System.Text.Encoding.UTF8.GetString(mount.MountPoint.Span);
            foreach (string name in only)
            {
                if (name == mountPoint || (name.Length > 1 && name.TrimEnd('/') is { Length: > 0 } trimmed && trimmed == mountPoint))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
