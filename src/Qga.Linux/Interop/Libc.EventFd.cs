using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (sys/eventfd.h).
public static partial class Libc
{
    public const int EFD_CLOEXEC = 0x80000;
    public const int EFD_NONBLOCK = 0x800;

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFdCore(uint initval, int flags);

    /// <summary>eventfd(2): an invalid handle with <see cref="Errno.Last"/> where it fails.</summary>
    public static SafeDescriptor EventFd(uint initval, int flags) => new(EventFdCore(initval, flags));
}
