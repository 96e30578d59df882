using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (linux/stat.h, fcntl.h, sys/stat.h); statx(2).
public static partial class Libc
{
    public const int AT_FDCWD = -100;
    public const int AT_EMPTY_PATH = 0x1000;
    public const uint STATX_BASIC_STATS = 0x7FF;
    public const uint STATX_MNT_ID = 0x1000;
    public const ulong STATX_ATTR_MOUNT_ROOT = 0x2000;
    public const uint S_ISVTX = 0x200;
    public const uint S_IRUSR = 0x100;
    public const uint S_IWUSR = 0x80;
    public const uint S_IRWXU = 0x1C0;
    public const uint S_IRGRP = 0x20;
    public const uint S_IWGRP = 0x10;
    public const uint S_IRWXG = 0x38;
    public const uint S_IROTH = 0x4;
    public const uint S_IWOTH = 0x2;
    public const uint S_IRWXO = 0x7;
    public const int S_IFMT = 0xF000;
    public const int S_IFIFO = 0x1000;
    public const int S_IFCHR = 0x2000;
    public const int S_IFBLK = 0x6000;
    public const int S_IFDIR = 0x4000;
    public const int S_IFREG = 0x8000;

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static unsafe partial int StatXCore(int dirfd, byte* pathname, int flags, uint mask, FileStatus* statxbuf);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static unsafe partial int StatXCore(SafeDescriptor dirfd, byte* pathname, int flags, uint mask, FileStatus* statxbuf);

    /// <summary>statx(2) of a path, following symbolic links. Used instead of stat(2) because its structure is the same on every architecture.</summary>
    public static unsafe Errno Stat(ReadOnlySpan<byte> path, out FileStatus status)
    {
        status = default;
        using NativePath native = new(path);
        fixed (FileStatus* start = &status)
        {
            return StatXCore(AT_FDCWD, native.Pointer, 0, STATX_BASIC_STATS | STATX_MNT_ID, start) == 0 ? default : Errno.Last;
        }
    }

    /// <summary>statx(2) of an open file.</summary>
    public static unsafe Errno Stat(SafeDescriptor file, out FileStatus status)
    {
        status = default;
        byte empty = 0;
        fixed (FileStatus* start = &status)
        {
            return StatXCore(file, &empty, AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_MNT_ID, start) == 0 ? default : Errno.Last;
        }
    }
}

/// <summary>struct statx of linux/stat.h, the members that are used here.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
public struct FileStatus
{
    /// <summary>Which members the kernel has filled.</summary>
    [FieldOffset(0)]
    public uint Mask;

    /// <summary>The STATX_ATTR_… bits.</summary>
    [FieldOffset(8)]
    public ulong Attributes;

    /// <summary>The owner.</summary>
    [FieldOffset(20)]
    public uint Uid;

    [FieldOffset(24)]
    public uint Gid;

    /// <summary>Type and permissions.</summary>
    [FieldOffset(28)]
    public ushort Mode;

    /// <summary>The file's number on its device.</summary>
    [FieldOffset(32)]
    public ulong Inode;

    /// <summary>Length in bytes.</summary>
    [FieldOffset(40)]
    public ulong Size;

    /// <summary>When the content last changed, in seconds since 1970-01-01 00:00 UTC.</summary>
    [FieldOffset(112)]
    public long ModifiedSeconds;

    /// <summary>Of a device node: the device that it stands for.</summary>
    [FieldOffset(128)]
    public uint RDevMajor;

    [FieldOffset(132)]
    public uint RDevMinor;

    /// <summary>The device that the file is on.</summary>
    [FieldOffset(136)]
    public uint DevMajor;

    [FieldOffset(140)]
    public uint DevMinor;

    /// <summary>The mount that the file was reached through, as in /proc/self/mountinfo; needs Linux 5.8.</summary>
    [FieldOffset(144)]
    public ulong MountId;

    /// <summary>The type alone: <see cref="Libc.S_IFDIR"/>, …</summary>
    public readonly int Type => Mode & Libc.S_IFMT;
}
