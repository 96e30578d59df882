using System.Text;
using Qga.Linux.Interop;
using Qga.Linux.ProcFs;

namespace Qga.Agent.Linux.Commands.Freeze;

/// <summary>Which file systems a freeze is to reach: the administrator's lists, and that of the command.</summary>
/// <param name="include">Mount points (with a slash in front) and types; none: all.</param>
/// <param name="exclude">The same, to be left out, included or not.</param>
internal sealed class FreezeScope(IReadOnlyList<string> include, IReadOnlyList<string> exclude)
{
    /// <summary>Whether the administrator leaves a file system out.</summary>
    /// <param name="filesystem">The file system.</param>
    /// <returns>Why; null if not.</returns>
    public string? Excludes(MountedFilesystem filesystem) =>
        Names(exclude, filesystem) ? "freeze-exclude names it"
        : include.Count > 0 && !Names(include, filesystem) ? "freeze-include does not name it"
        : null;

    /// <summary>
    /// Whether a list of a command names a file system: by one of its mount points, with slashes behind it or not, or by another path that leads to one.
    /// </summary>
    public static bool Lists(IReadOnlyList<string> paths, MountedFilesystem filesystem)
    {
        foreach (string path in paths)
        {
            if (IsMountPoint(path, filesystem) || LeadsTo(path, filesystem))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Names(IReadOnlyList<string> names, MountedFilesystem filesystem)
    {
        foreach (string name in names)
        {
            if (name.StartsWith('/') ? IsMountPoint(name, filesystem) : name == filesystem.Type)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMountPoint(string path, MountedFilesystem filesystem)
    {
        string trimmed = path.Length > 1 ? path.TrimEnd('/') : path;
        foreach (MountInfo mount in filesystem.Mounts)
        {
            string mountPoint = Encoding.UTF8.GetString(mount.MountPoint.Span);
            if (mountPoint == path || mountPoint == trimmed)
            {
                return true;
            }
        }

        return false;
    }

    // A symbolic link, or a path with dots in it. Kernels before 5.8 do not tell.
    private static bool LeadsTo(string path, MountedFilesystem filesystem)
    {
        if (!path.StartsWith('/')
            || !Libc.Stat(Encoding.UTF8.GetBytes(path), out FileStatus status).IsSuccess
            || (status.Attributes & Libc.STATX_ATTR_MOUNT_ROOT) == 0)
        {
            return false;
        }

        foreach (MountInfo mount in filesystem.Mounts)
        {
            if (mount.Id == status.MountId)
            {
                return true;
            }
        }

        return false;
    }
}
