using Qga.Linux.Interop;

namespace Qga.Linux;

/// <summary>The orders that a mounted file system takes. A test puts its own in the place of the kernel, on whose machine they would be true.</summary>
public class FilesystemControl
{
    /// <summary>Holds all writers and brings what was written to the disk. Waits for that without a limit.</summary>
    /// <param name="mountPoint">The open mount point.</param>
    /// <returns>EBUSY: frozen already; EOPNOTSUPP: it cannot be.</returns>
    public virtual Errno Freeze(SafeDescriptor mountPoint) => Libc.Freeze(mountPoint);

    /// <summary>Takes back one freeze.</summary>
    /// <param name="mountPoint">The open mount point.</param>
    /// <returns>EINVAL: it is not frozen.</returns>
    public virtual Errno Thaw(SafeDescriptor mountPoint) => Libc.Thaw(mountPoint);

    /// <summary>Tells the disk what the file system does not need. Takes hours on large disks.</summary>
    /// <param name="mountPoint">The open mount point.</param>
    /// <param name="range">Where; then what was done.</param>
    /// <returns>ENOTTY, EOPNOTSUPP: the file system or the disk cannot.</returns>
    public virtual Errno Trim(SafeDescriptor mountPoint, ref TrimRange range) => Libc.Trim(mountPoint, ref range);
}
