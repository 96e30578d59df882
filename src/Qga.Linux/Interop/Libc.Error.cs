using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

/// <summary>The C library, one native family per file, under the names of its own headers.</summary>
public static partial class Libc
{
    // The GNU variant, which may return a string of its own instead of filling the buffer.
    [LibraryImport("libc", EntryPoint = "strerror_r")]
    private static unsafe partial byte* StrerrorR(int errnum, byte* buf, nuint buflen);

    internal static unsafe string ErrorMessage(int number)
    {
        const int Capacity = 128;
        byte* buffer = stackalloc byte[Capacity];
        return Marshal.PtrToStringUTF8((nint)StrerrorR(number, buffer, Capacity)) ?? "";
    }
}
