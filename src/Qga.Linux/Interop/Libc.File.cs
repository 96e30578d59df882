using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (unistd.h, stdio.h, fcntl.h); lseek(2), fsync(2), rename(2), readlink(2), open(2).
public static partial class Libc
{
    public const int O_PATH = 0x200000;
    public const int SEEK_SET = 0;
    public const int SEEK_CUR = 1;
    public const int SEEK_END = 2;
    private const int PATH_MAX = 4096;

    [LibraryImport("libc", EntryPoint = "lseek64", SetLastError = true)]
    private static partial long LSeekCore(SafeDescriptor fd, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSyncCore(SafeDescriptor fd);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameCore(string oldpath, string newpath);

    [LibraryImport("libc", EntryPoint = "readlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint ReadLinkCore(string pathname, byte* buf, nuint size);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static unsafe partial int OpenBytesCore(byte* pathname, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseCore(int fd);

    /// <summary>
    /// open(2) of a path that need not be UTF-8, begun again where a signal interrupted it: an invalid handle with <see cref="Errno.Last"/> where it fails.
    /// </summary>
    public static unsafe SafeDescriptor Open(ReadOnlySpan<byte> path, int flags, uint mode = 0)
    {
        using NativePath native = new(path);
        int descriptor;
        do
        {
            descriptor = OpenBytesCore(native.Pointer, flags, mode);
        }
        while (descriptor < 0 && Errno.Last == Errno.EINTR);
        return new(descriptor);
    }

    /// <summary>
    /// close(2) with its answer, which may be the first news of a failed write (NFS, quotas). For a file that nobody else uses; it is
    /// closed whatever the answer.
    /// </summary>
    public static Errno Close(SafeDescriptor file)
    {
        int number = file.Number;
        file.SetHandleAsInvalid();
        return CloseCore(number) == 0 ? default : Errno.Last;
    }

    /// <summary>lseek(2): where the file stands then, −1 with <see cref="Errno.Last"/>.</summary>
    public static long Seek(SafeDescriptor file, long offset, int whence) => LSeekCore(file, offset, whence);

    /// <summary>fsync(2).</summary>
    public static Errno FSync(SafeDescriptor file) => FSyncCore(file) == 0 ? default : Errno.Last;

    /// <summary>rename(2).</summary>
    public static Errno Rename(string from, string to) => RenameCore(from, to) == 0 ? default : Errno.Last;

    /// <summary>readlink(2): what a symbolic link says.</summary>
    public static unsafe Errno ReadLink(string path, out string target)
    {
        byte* buffer = stackalloc byte[PATH_MAX];
        nint length = ReadLinkCore(path, buffer, PATH_MAX);
        target = length < 0 ? "" : Marshal.PtrToStringUTF8((nint)buffer, (int)length);
        return length < 0 ? Errno.Last : default;
    }
}
