using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (linux/nvme_ioctl.h).
public static partial class Libc
{
    public const uint NVME_IOCTL_ADMIN_CMD = 0xC0484E41;

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static unsafe partial int NvmeIoctlCore(SafeDescriptor fd, nuint request, NvmeAdminCommand* command);

    /// <summary>NVME_IOCTL_ADMIN_CMD: has a controller carry out a command that gives data.</summary>
    /// <param name="device">The controller, or one of its namespaces.</param>
    /// <param name="command">The command; where its data go is filled in.</param>
    /// <param name="data">Takes the data.</param>
    /// <returns>0, the controller's status where it is no success, or −1 with <see cref="Errno.Last"/>.</returns>
    public static unsafe int NvmeAdmin(SafeDescriptor device, NvmeAdminCommand command, Span<byte> data)
    {
        fixed (byte* start = data)
        {
            command.Data = (ulong)start;
            command.DataLength = (uint)data.Length;
            return NvmeIoctlCore(device, NVME_IOCTL_ADMIN_CMD, &command);
        }
    }
}

/// <summary>struct nvme_passthru_cmd, as far as a command that only gives data needs it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
public struct NvmeAdminCommand
{
    [FieldOffset(0)]
    public byte Opcode;

    [FieldOffset(4)]
    public uint Namespace;

    /// <summary>The address of the data.</summary>
    [FieldOffset(24)]
    public ulong Data;

    /// <summary>In bytes.</summary>
    [FieldOffset(36)]
    public uint DataLength;

    [FieldOffset(40)]
    public uint CommandWord10;
}
