using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (linux/loop.h); loop(4).
public static partial class Libc
{
    public const uint LOOP_GET_STATUS64 = 0x4C05;

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static unsafe partial int LoopIoctlCore(SafeDescriptor fd, nuint request, LoopStatus* argument);

    /// <summary>LOOP_GET_STATUS64: what a loop device stands on; ENXIO if nothing.</summary>
    public static unsafe Errno LoopStatus(SafeDescriptor device, out LoopStatus status)
    {
        status = default;
        fixed (LoopStatus* start = &status)
        {
            return LoopIoctlCore(device, LOOP_GET_STATUS64, start) == 0 ? default : Errno.Last;
        }
    }
}

/// <summary>struct loop_info64 of linux/loop.h, the member that is used here.</summary>
[StructLayout(LayoutKind.Explicit, Size = 232)]
public struct LoopStatus
{
    /// <summary>
    /// lo_device: the device number of the file system that has the file, encoded as the kernel does for 64 bits (linux/kdev_t.h): the lowest 8 bits of
    /// the minor number, 12 bits of the major number, the rest of the minor number.
    /// </summary>
    [FieldOffset(0)]
    public ulong Device;
}
