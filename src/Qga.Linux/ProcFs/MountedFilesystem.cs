using System.Globalization;
using System.Text;
using Qga.Linux.Interop;

namespace Qga.Linux.ProcFs;

/// <summary>A file system on a block device, with all the places where this process can see it.</summary>
/// <param name="Device">The block device.</param>
/// <param name="Mounts">Its mounts, the oldest first; at least one.</param>
public sealed record MountedFilesystem(DeviceNumber Device, IReadOnlyList<MountInfo> Mounts)
{
    /// <summary>The first mount point as text; bytes that are not UTF-8 become U+FFFD.</summary>
    public string MountPoint => Encoding.UTF8.GetString(Mounts[0].MountPoint.Span);

    /// <summary>The type of the file system.</summary>
    public string Type => Mounts[0].FilesystemType;

    /// <summary>
    /// Whether a program reads and writes the blocks (ntfs-3g, exfat-fuse). The kernel cannot freeze or trim it, and already the opening fails when that
    /// program has died, and waits for ever when it hangs.
    /// </summary>
    public bool IsServedByProgram => Type == "fuseblk";

    /// <summary>
    /// Opens one of the mount points, a directory if there is one: a socket, a pipe or a device node can be one too. What another file system is
    /// mounted over is skipped: its path leads elsewhere.
    /// </summary>
    /// <param name="flags">How, besides O_CLOEXEC and O_NONBLOCK (a mount point can be a device node).</param>
    /// <param name="mountPoint">The open mount point; null if there is none.</param>
    /// <returns>What went wrong with the first that leads to the file system; ENOENT if none does.</returns>
    public Errno Open(int flags, out SafeDescriptor? mountPoint)
    {
        flags |= Libc.O_CLOEXEC | Libc.O_NONBLOCK | Libc.O_NOCTTY;
        return Open(path => Libc.Open(path, flags | Libc.O_DIRECTORY), out mountPoint) is { IsSuccess: true } ? default : OpenOther(flags, out mountPoint);
    }

    // A device may act when it is opened, and whoever has the mount namespace may have put another one in the place: it is looked at first.
    private Errno OpenOther(int flags, out SafeDescriptor? mountPoint)
    {
        mountPoint = null;
        Errno error = Open(path => Libc.Open(path, Libc.O_PATH | Libc.O_CLOEXEC), out SafeDescriptor? place);
        using (place)
        {
            if (place is null)
            {
                return error;
            }

            mountPoint = Libc.Open(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{place.Number}"), flags);
            if (!mountPoint.IsInvalid)
            {
                return default;
            }

            error = Errno.Last;
            mountPoint.Dispose();
            mountPoint = null;
            return error;
        }
    }

    /// <summary>Asks how large and how full it is. Waits for ever where a path leads through, or to, what does not answer.</summary>
    public Errno ReadStatus(out FilesystemStatus status) => ReadStatus(path => Libc.Open(path, Libc.O_PATH | Libc.O_CLOEXEC), out status);

    /// <summary>The same, where the kernel has the whole path and the numbers in its memory and nothing can be waited for.</summary>
    /// <returns>False where it may take <see cref="ReadStatus(out FilesystemStatus)"/>.</returns>
    public bool TryReadStatusAtOnce(out FilesystemStatus status)
    {
        status = default;
        return Type is "ext2" or "ext3" or "ext4" or "xfs" or "btrfs" or "squashfs" or "erofs" or "iso9660"
            && ReadStatus(path => Libc.OpenAt2(path, new() { Flags = Libc.O_PATH | Libc.O_CLOEXEC, Resolve = Libc.RESOLVE_CACHED }), out status).IsSuccess;
    }

    private Errno ReadStatus(Opening open, out FilesystemStatus status)
    {
        status = default;
        Errno error = Open(open, out SafeDescriptor? mountPoint);
        using (mountPoint)
        {
            return mountPoint is null ? error : Libc.StatVfs(mountPoint, out status);
        }
    }

    private Errno Open(Opening open, out SafeDescriptor? mountPoint)
    {
        Errno answer = default;
        foreach (MountInfo mount in Mounts)
        {
            SafeDescriptor file = open(mount.MountPoint.Span);
            Errno error = file.IsInvalid ? Errno.Last : Libc.Stat(file, out FileStatus status) is { IsSuccess: false } failed ? failed : Hidden(status, mount);
            if (error.IsSuccess)
            {
                mountPoint = file;
                return default;
            }

            file.Dispose();
            answer = answer.IsSuccess ? error : answer;
        }

        mountPoint = null;
        return answer;
    }

    private delegate SafeDescriptor Opening(ReadOnlySpan<byte> path);

    // Kernels before 5.8 do not tell through which mount a file was opened; the path has to do then.
    private static Errno Hidden(in FileStatus status, MountInfo mount) =>
        (status.Mask & Libc.STATX_MNT_ID) != 0 && status.MountId != mount.Id ? Errno.ENOENT : default;
}
