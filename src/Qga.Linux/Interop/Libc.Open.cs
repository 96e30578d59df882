using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (fcntl.h, unistd.h); open(2), unlink(2), access(2).
public static partial class Libc
{
    public const int O_RDONLY = 0x0;
    public const int O_WRONLY = 0x1;
    public const int O_RDWR = 0x2;
    public const int O_CREAT = 0x40;
    public const int O_EXCL = 0x80;
    public const int O_NOCTTY = 0x100;
    public const int O_TRUNC = 0x200;
    public const int O_APPEND = 0x400;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
    public const int F_OK = 0;
    public const int X_OK = 1;
    public const int W_OK = 2;
    public const int R_OK = 4;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenCore(string pathname, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkCore(string pathname);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AccessCore(string pathname, int mode);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true)]
    private static unsafe partial int AccessBytesCore(byte* pathname, int mode);

    /// <summary>open(2), begun again where a signal interrupted it: an invalid handle with <see cref="Errno.Last"/> where it fails.</summary>
    public static SafeDescriptor Open(string path, int flags, uint mode = 0)
    {
        int descriptor;
        do
        {
            descriptor = OpenCore(path, flags, mode);
        }
        while (descriptor < 0 && Errno.Last == Errno.EINTR);
        return new(descriptor);
    }

    /// <summary>unlink(2).</summary>
    public static Errno Unlink(string path) => UnlinkCore(path) == 0 ? default : Errno.Last;

    /// <summary>access(2).</summary>
    public static Errno Access(string path, int mode) => AccessCore(path, mode) == 0 ? default : Errno.Last;

    /// <summary>access(2).</summary>
    public static unsafe Errno Access(ReadOnlySpan<byte> path, int mode)
    {
        using NativePath native = new(path);
        return AccessBytesCore(native.Pointer, mode) == 0 ? default : Errno.Last;
    }
}
