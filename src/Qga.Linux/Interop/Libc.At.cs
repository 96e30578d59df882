using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (fcntl.h, sys/file.h); openat(2), mkdirat(2), renameat(2), unlinkat(2), fchown(2), flock(2), xattr(7).
public static partial class Libc
{
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;

    public static int O_DIRECTORY => Machine.O_DIRECTORY(Machine.Current);

    public static int O_NOFOLLOW => Machine.O_NOFOLLOW(Machine.Current);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenAtCore(SafeDescriptor directory, string name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeDirectoryAtCore(SafeDescriptor directory, string name, uint mode);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAtCore(SafeDescriptor fromDirectory, string from, SafeDescriptor toDirectory, string to);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkAtCore(SafeDescriptor directory, string name, int flags);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int FChModCore(SafeDescriptor file, uint mode);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int FChOwnCore(SafeDescriptor file, uint uid, uint gid);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FLockCore(SafeDescriptor file, int operation);

    [LibraryImport("libc", EntryPoint = "fgetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint FGetXAttrCore(SafeDescriptor file, string name, byte* value, nuint size);

    [LibraryImport("libc", EntryPoint = "fsetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int FSetXAttrCore(SafeDescriptor file, string name, byte* value, nuint size, int flags);

    /// <summary>openat(2), begun again where a signal interrupted it: an invalid handle with <see cref="Errno.Last"/> where it fails.</summary>
    public static SafeDescriptor OpenAt(SafeDescriptor directory, string name, int flags, uint mode = 0)
    {
        int descriptor;
        do
        {
            descriptor = OpenAtCore(directory, name, flags, mode);
        }
        while (descriptor < 0 && Errno.Last == Errno.EINTR);
        return new(descriptor);
    }

    /// <summary>mkdirat(2).</summary>
    public static Errno MakeDirectoryAt(SafeDescriptor directory, string name, uint mode) =>
        MakeDirectoryAtCore(directory, name, mode) == 0 ? default : Errno.Last;

    /// <summary>renameat(2) within a directory.</summary>
    public static Errno RenameAt(SafeDescriptor directory, string from, string to) => RenameAtCore(directory, from, directory, to) == 0 ? default : Errno.Last;

    /// <summary>unlinkat(2) of a file.</summary>
    public static Errno UnlinkAt(SafeDescriptor directory, string name) => UnlinkAtCore(directory, name, 0) == 0 ? default : Errno.Last;

    /// <summary>fchmod(2).</summary>
    public static Errno ChangeMode(SafeDescriptor file, uint mode) => FChModCore(file, mode) == 0 ? default : Errno.Last;

    /// <summary>fchown(2).</summary>
    public static Errno ChangeOwner(SafeDescriptor file, uint uid, uint gid) => FChOwnCore(file, uid, gid) == 0 ? default : Errno.Last;

    /// <summary>flock(2): tries to be the only one that holds the file; EAGAIN if another does.</summary>
    public static Errno TryLock(SafeDescriptor file) => FLockCore(file, LOCK_EX | LOCK_NB) == 0 ? default : Errno.Last;

    /// <summary>fgetxattr(2).</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">The extended attribute's name.</param>
    /// <param name="value">Its value, 4096 bytes at most; none where it fails.</param>
    /// <returns>What went wrong; ENODATA where the file has none, EOPNOTSUPP where the file system knows none.</returns>
    public static unsafe Errno GetAttribute(SafeDescriptor file, string name, out byte[] value)
    {
        const int Room = 4096;
        byte* buffer = stackalloc byte[Room];
        nint length = FGetXAttrCore(file, name, buffer, Room);
        value = length < 0 ? [] : new ReadOnlySpan<byte>(buffer, (int)length).ToArray();
        return length < 0 ? Errno.Last : default;
    }

    /// <summary>fsetxattr(2).</summary>
    public static unsafe Errno SetAttribute(SafeDescriptor file, string name, ReadOnlySpan<byte> value)
    {
        fixed (byte* start = value)
        {
            return FSetXAttrCore(file, name, start, (nuint)value.Length, 0) == 0 ? default : Errno.Last;
        }
    }
}
