using Qga.Linux.Interop;

namespace Qga.Linux;

/// <summary>The operations of the kernel on a mounted file system. Tests replace it, as the kernel's would take effect.</summary>
public class FilesystemControl
{
    /// <summary>
    /// Reaches the same directory through a mount that no namespace has, so that the file system can be unmounted, and thawed all the same. A descriptor of
    /// the directory itself would keep it busy.
    /// </summary>
    /// <param name="mountPoint">The open mount point.</param>
    /// <returns>The other descriptor; null where the kernel cannot (before Linux 5.2), or the mount point is no directory.</returns>
    public virtual SafeDescriptor? OpenDetached(SafeDescriptor mountPoint)
    {
        using SafeDescriptor tree = Libc.CloneTree(mountPoint);
        if (tree.IsInvalid)
        {
            return null;
        }

        SafeDescriptor directory = Libc.OpenAt(tree, ".", Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC);
        if (directory.IsInvalid)
        {
            directory.Dispose();
            return null;
        }

        return directory;
    }

    /// <summary>Writes what is dirty to the disk, while others may write on: the freeze that follows blocks them for a shorter time.</summary>
    public virtual void Sync(SafeDescriptor mountPoint) => _ = Libc.SyncFilesystem(mountPoint);

    /// <summary>Blocks all writers and flushes what was written to the disk. May take any time.</summary>
    /// <returns>EBUSY: frozen already; EOPNOTSUPP: it cannot be.</returns>
    public virtual Errno Freeze(SafeDescriptor mountPoint) => Libc.Freeze(mountPoint);

    /// <summary>Undoes one freeze.</summary>
    /// <returns>EINVAL: it is not frozen.</returns>
    public virtual Errno Thaw(SafeDescriptor mountPoint) => Libc.Thaw(mountPoint);

    /// <summary>Discards free blocks. Takes hours on large disks.</summary>
    /// <param name="mountPoint">The open mount point.</param>
    /// <param name="range">The range to discard; then what was discarded.</param>
    /// <returns>ENOTTY, EOPNOTSUPP: the file system or the disk cannot.</returns>
    public virtual Errno Trim(SafeDescriptor mountPoint, ref TrimRange range) => Libc.Trim(mountPoint, ref range);
}
