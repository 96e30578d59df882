using Qga.Linux.Interop;

namespace Qga.Linux;

/// <summary>The operations of the kernel on a mounted file system. Tests replace it, as the kernel's would take effect.</summary>
public class FilesystemControl
{
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
