using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

/// <content>What <see cref="KernelFile"/> needs: descriptors as bare numbers, which never leave it. open(2), faccessat(2), readlink(2), read(2).</content>
public static partial class Libc
{
    private const int ReadingFlags = O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC;

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static unsafe partial int OpenAtCore(int directory, byte* pathname, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "faccessat", SetLastError = true)]
    private static unsafe partial int AccessAtCore(int directory, byte* pathname, int mode, int flags);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    private static unsafe partial nint ReadLinkAtCore(int directory, byte* pathname, byte* buf, nuint size);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint ReadCore(int fd, byte* buf, nuint count);

    /// <summary>open(2): −1 with <see cref="Errno.Last"/>.</summary>
    internal static int OpenToRead(string path)
    {
        int descriptor;
        do
        {
            descriptor = OpenCore(path, ReadingFlags, 0);
        }
        while (descriptor < 0 && Errno.Last == Errno.EINTR);
        return descriptor;
    }

    /// <summary>openat(2) of a path, or of two with a slash between them: −1 with <see cref="Errno.Last"/>.</summary>
    internal static unsafe int OpenToRead(int directory, ReadOnlySpan<byte> path, ReadOnlySpan<byte> rest)
    {
        Span<byte> native = stackalloc byte[path.Length + rest.Length + 2];
        path.CopyTo(native);
        native[path.Length] = rest.IsEmpty ? (byte)0 : (byte)'/';
        rest.CopyTo(native[(path.Length + 1)..]);
        native[^1] = 0;
        fixed (byte* start = native)
        {
            int descriptor;
            do
            {
                descriptor = OpenAtCore(directory, start, ReadingFlags, 0);
            }
            while (descriptor < 0 && Errno.Last == Errno.EINTR);
            return descriptor;
        }
    }

    /// <summary>faccessat(2) with F_OK.</summary>
    internal static unsafe Errno AccessAt(int directory, ReadOnlySpan<byte> path)
    {
        using NativePath native = new(path);
        return AccessAtCore(directory, native.Pointer, F_OK, 0) == 0 ? default : Errno.Last;
    }

    /// <summary>readlinkat(2).</summary>
    internal static unsafe Errno ReadLinkAt(int directory, ReadOnlySpan<byte> name, out string target)
    {
        byte* buffer = stackalloc byte[PATH_MAX];
        using NativePath native = new(name);
        nint length = ReadLinkAtCore(directory, native.Pointer, buffer, PATH_MAX);
        target = length < 0 ? "" : Marshal.PtrToStringUTF8((nint)buffer, (int)length);
        return length < 0 ? Errno.Last : default;
    }

    /// <summary>read(2), begun again where a signal interrupted it.</summary>
    internal static unsafe Errno Read(int file, Span<byte> buffer, out int length)
    {
        fixed (byte* start = buffer)
        {
            nint count;
            do
            {
                count = ReadCore(file, start, (nuint)buffer.Length);
            }
            while (count < 0 && Errno.Last == Errno.EINTR);
            length = (int)Math.Max(count, 0);
            return count < 0 ? Errno.Last : default;
        }
    }
}
