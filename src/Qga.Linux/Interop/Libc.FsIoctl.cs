using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (linux/fs.h); ioctl_fs(2) has FITRIM, fsfreeze(8) the others.
public static partial class Libc
{
    public const uint FIFREEZE = 0xC0045877;
    public const uint FITHAW = 0xC0045878;
    public const uint FITRIM = 0xC0185879;

    // Declared with its optional argument fixed: on every ABI that this agent is built for a pointer is passed there as in a call without "...".
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static unsafe partial int FsIoctlCore(SafeDescriptor fd, nuint request, TrimRange* argument);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFsCore(SafeDescriptor fd);

    /// <summary>syncfs(2): writes what is dirty to the disk, while others may write on. Waits for that without a limit.</summary>
    public static Errno SyncFilesystem(SafeDescriptor directory) => SyncFsCore(directory) == 0 ? default : Errno.Last;

    /// <summary>FIFREEZE: writers of the file system wait from now on, and what was written is on the disk. Waits for that without a limit.</summary>
    public static unsafe Errno Freeze(SafeDescriptor directory) => FsIoctlCore(directory, FIFREEZE, null) == 0 ? default : Errno.Last;

    /// <summary>FITHAW: takes back one freeze; EINVAL if there is none.</summary>
    public static unsafe Errno Thaw(SafeDescriptor directory) => FsIoctlCore(directory, FITHAW, null) == 0 ? default : Errno.Last;

    /// <summary>FITRIM: discards the free blocks of a range; the kernel writes into it what it did.</summary>
    public static unsafe Errno Trim(SafeDescriptor directory, ref TrimRange range)
    {
        fixed (TrimRange* start = &range)
        {
            return FsIoctlCore(directory, FITRIM, start) == 0 ? default : Errno.Last;
        }
    }
}

/// <summary>struct fstrim_range of linux/fs.h; all in bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct TrimRange
{
    /// <summary>Where the range begins.</summary>
    public ulong Start;

    /// <summary>How long it is; after the call, how much was discarded.</summary>
    public ulong Length;

    /// <summary>Runs of free blocks shorter than this are left alone; after the call, as the file system rounded it.</summary>
    public ulong MinimumLength;
}
