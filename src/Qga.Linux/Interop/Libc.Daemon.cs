using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (unistd.h, fcntl.h, sys/stat.h); chdir(2), umask(2), dup2(2), fcntl(2), ftruncate(2).
public static partial class Libc
{
    public const int F_SETLK = 6;
    public const short F_WRLCK = 1;

    [LibraryImport("libc", EntryPoint = "chdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChDirCore(string path);

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint UmaskCore(uint mask);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Dup2Core(SafeDescriptor descriptor, int number);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static unsafe partial int FcntlLockCore(SafeDescriptor fd, int cmd, FileLock* what);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int FTruncateCore(SafeDescriptor fd, long length);

    /// <summary>chdir(2).</summary>
    public static Errno ChangeDirectory(string path) => ChDirCore(path) == 0 ? default : Errno.Last;

    /// <summary>umask(2), of the whole process.</summary>
    public static uint SetUmask(uint mask) => UmaskCore(mask);

    /// <summary>dup2(2): has a number mean what another one does.</summary>
    public static Errno Duplicate(SafeDescriptor descriptor, int number) => Dup2Core(descriptor, number) >= 0 ? default : Errno.Last;

    /// <summary>fcntl(2) with F_SETLK: has this process alone write to a file, until it closes any descriptor of it.</summary>
    public static unsafe Errno TryLockWhole(SafeDescriptor file)
    {
        FileLock whole = new() { Type = F_WRLCK };
        return FcntlLockCore(file, F_SETLK, &whole) == 0 ? default : Errno.Last;
    }

    /// <summary>ftruncate(2).</summary>
    public static Errno Truncate(SafeDescriptor file, long length) => FTruncateCore(file, length) == 0 ? default : Errno.Last;
}

/// <summary>struct flock of fcntl.h. From the file's beginning, length 0: all of it.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct FileLock
{
    public short Type;
    public short Whence;
    public long Start;
    public long Length;
    public int ProcessId;
}
