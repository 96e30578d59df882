using System.Buffers.Binary;
using Qga.Linux.Interop;

namespace Qga.Linux.Nvme;

/// <summary>The log page "SMART / Health Information" (02h) of an NVMe controller, as the NVMe base specification lays it out.</summary>
/// <param name="CriticalWarning">The bits that ask for attention.</param>
/// <param name="Temperature">In kelvin.</param>
/// <param name="AvailableSpare">In percent.</param>
/// <param name="AvailableSpareThreshold">In percent.</param>
/// <param name="PercentageUsed">In percent; can be above 100.</param>
/// <param name="DataUnitsRead">In units of 512,000 bytes.</param>
/// <param name="DataUnitsWritten">In units of 512,000 bytes.</param>
/// <param name="HostReads">Read commands.</param>
/// <param name="HostWrites">Write commands.</param>
/// <param name="BusyMinutes">Minutes in which a command was under way.</param>
/// <param name="PowerCycles">How often it was switched on.</param>
/// <param name="PowerOnHours">For how many hours it was on.</param>
/// <param name="UnsafeShutdowns">How often the power went without notice.</param>
/// <param name="MediaErrors">Data that could not be given back as they were.</param>
/// <param name="ErrorLogEntries">Entries that the log of errors has had.</param>
public sealed record HealthLog(
    byte CriticalWarning, ushort Temperature, byte AvailableSpare, byte AvailableSpareThreshold, byte PercentageUsed,
    UInt128 DataUnitsRead, UInt128 DataUnitsWritten, UInt128 HostReads, UInt128 HostWrites, UInt128 BusyMinutes,
    UInt128 PowerCycles, UInt128 PowerOnHours, UInt128 UnsafeShutdowns, UInt128 MediaErrors, UInt128 ErrorLogEntries)
{
    /// <summary>The length of the page in bytes.</summary>
    public const int Length = 512;

    private const byte GetLogPage = 0x02;
    private const uint Page = 0x02;
    private const uint RetainAsynchronousEvent = 1 << 15;
    private const uint AllNamespaces = 0xFFFFFFFF;

    /// <summary>
    /// Asks a controller. Waits for the answer as long as the kernel does, a minute as a rule: with a shorter time the kernel would take a controller that is
    /// only slow for broken, and reset it under its file systems.
    /// </summary>
    /// <param name="node">A device node of one of its namespaces, or its own.</param>
    /// <param name="log">Null where it does not answer, or it is none.</param>
    /// <returns>Why the node could not be opened.</returns>
    public static Errno Read(string node, out HealthLog? log)
    {
        log = null;
        using SafeDescriptor device = Libc.Open(node, Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        if (device.IsInvalid)
        {
            return Errno.Last;
        }

        // The page's length is told in words of four bytes, less one.
        NvmeAdminCommand command = new()
        {
            Opcode = GetLogPage,
            Namespace = AllNamespaces,
            CommandWord10 = Page | RetainAsynchronousEvent | ((Length / 4) - 1) << 16,
        };
        Span<byte> page = stackalloc byte[Length];
        log = Libc.NvmeAdmin(device, command, page) == 0 ? Parse(page) : null;
        return default;
    }

    /// <summary>Reads the page.</summary>
    /// <param name="page">Its <see cref="Length"/> bytes.</param>
    public static HealthLog Parse(ReadOnlySpan<byte> page) => new(
        page[0], BinaryPrimitives.ReadUInt16LittleEndian(page[1..]), page[3], page[4], page[5],
        Counter(page, 32), Counter(page, 48), Counter(page, 64), Counter(page, 80), Counter(page, 96),
        Counter(page, 112), Counter(page, 128), Counter(page, 144), Counter(page, 160), Counter(page, 176));

    private static UInt128 Counter(ReadOnlySpan<byte> page, int offset) => BinaryPrimitives.ReadUInt128LittleEndian(page[offset..]);
}
