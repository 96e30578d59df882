using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (linux/btrfs.h); btrfs-ioctl(2).
public static partial class Libc
{
    public const uint BTRFS_IOC_FS_INFO = 0x8400941F;

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static unsafe partial int BtrfsIoctlCore(SafeDescriptor fd, nuint request, BtrfsInfo* argument);

    /// <summary>BTRFS_IOC_FS_INFO: the UUID of the file system that a file is on, as sysfs writes it; ENOTTY if it is no btrfs.</summary>
    public static unsafe Errno BtrfsId(SafeDescriptor file, out string id)
    {
        BtrfsInfo info = default;
        Errno error = BtrfsIoctlCore(file, BTRFS_IOC_FS_INFO, &info) == 0 ? default : Errno.Last;
        string digits = Convert.ToHexStringLower(new ReadOnlySpan<byte>(info.Id, 16));
        id = $"{digits[..8]}-{digits[8..12]}-{digits[12..16]}-{digits[16..20]}-{digits[20..]}";
        return error;
    }
}

/// <summary>struct btrfs_ioctl_fs_info_args of linux/btrfs.h, the member that is used here.</summary>
[StructLayout(LayoutKind.Explicit, Size = 1024)]
public unsafe struct BtrfsInfo
{
    /// <summary>fsid.</summary>
    [FieldOffset(16)]
    public fixed byte Id[16];
}
