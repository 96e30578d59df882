using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (linux/openat2.h); openat2(2).
public static partial class Libc
{
    public const ulong RESOLVE_CACHED = 0x20;
    private const long SYS_openat2 = 437;

    // The C library has no function for it. Declared with its arguments fixed, as in FsIoctlCore.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static unsafe partial nint OpenAt2Core(nint number, nint dirfd, byte* pathname, OpenHow* how, nuint size);

    /// <summary>
    /// openat2(2) of an absolute path: an invalid handle with <see cref="Errno.Last"/> where it fails. ENOSYS before Linux 5.6; EINVAL for
    /// RESOLVE_CACHED before 5.12.
    /// </summary>
    public static unsafe SafeDescriptor OpenAt2(ReadOnlySpan<byte> path, OpenHow how)
    {
        using NativePath native = new(path);
        return new((int)OpenAt2Core((nint)SYS_openat2, AT_FDCWD, native.Pointer, &how, (nuint)sizeof(OpenHow)));
    }
}

/// <summary>struct open_how of linux/openat2.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct OpenHow
{
    /// <summary>O_… flags; those that mean nothing together are refused.</summary>
    public ulong Flags;

    /// <summary>Permissions of a file that is made.</summary>
    public ulong Mode;

    /// <summary>RESOLVE_… flags.</summary>
    public ulong Resolve;
}
