using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

public static partial class Libc
{
    [LibraryImport("libc", EntryPoint = "fstatvfs", SetLastError = true)]
    private static unsafe partial int FStatVfsCore(SafeDescriptor fd, FilesystemStatus* buf);

    /// <summary>fstatvfs(3): how large and how full a file system is. Network file systems may take their time.</summary>
    public static unsafe Errno StatVfs(SafeDescriptor file, out FilesystemStatus status)
    {
        status = default;
        fixed (FilesystemStatus* start = &status)
        {
            while (FStatVfsCore(file, start) != 0)
            {
                if (Errno.Last != Errno.EINTR)
                {
                    return Errno.Last;
                }
            }
        }

        return default;
    }
}

/// <summary>struct statvfs of sys/statvfs.h on a 64-bit machine, the members that are used here.</summary>
[StructLayout(LayoutKind.Explicit, Size = 112)]
public struct FilesystemStatus
{
    /// <summary>The unit of the block counts, in bytes.</summary>
    [FieldOffset(8)]
    public ulong FragmentSize;

    /// <summary>All blocks.</summary>
    [FieldOffset(16)]
    public ulong Blocks;

    /// <summary>Those that are free.</summary>
    [FieldOffset(24)]
    public ulong FreeBlocks;

    /// <summary>Those that users without privileges can have.</summary>
    [FieldOffset(32)]
    public ulong AvailableBlocks;
}
