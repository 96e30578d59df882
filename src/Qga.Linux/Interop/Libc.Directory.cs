using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

public static partial class Libc
{
    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    private static unsafe partial nint GetDentsCore(int fd, byte* dirp, nuint length);

    /// <summary>getdents64(2).</summary>
    internal static unsafe Errno GetDents(int directory, Span<byte> buffer, out int length)
    {
        fixed (byte* start = buffer)
        {
            nint count = GetDentsCore(directory, start, (nuint)buffer.Length);
            length = (int)Math.Max(count, 0);
            return count < 0 ? Errno.Last : default;
        }
    }
}
