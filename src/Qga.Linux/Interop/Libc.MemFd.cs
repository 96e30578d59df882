using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (sys/mman.h); memfd_create(2), ftruncate(2).
public static partial class Libc
{
    public const uint MFD_CLOEXEC = 1;

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemFdCreateCore(string name, uint flags);

    /// <summary>
    /// memfd_create(2): a file without a place, which is gone with its last descriptor. An invalid handle with <see cref="Errno.Last"/> where it fails.
    /// </summary>
    /// <param name="name">For people who look into /proc.</param>
    public static SafeDescriptor MemFd(string name) => new(MemFdCreateCore(name, MFD_CLOEXEC));
}
