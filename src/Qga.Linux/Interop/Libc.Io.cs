using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (poll.h, unistd.h); the man pages of section 2 explain each.
public static partial class Libc
{
    public const short POLLIN = 0x1;
    public const short POLLOUT = 0x4;
    public const short POLLERR = 0x8;
    public const short POLLHUP = 0x10;

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint ReadCore(SafeDescriptor fd, byte* buf, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteCore(SafeDescriptor fd, byte* buf, nuint count);

    [LibraryImport("libc", EntryPoint = "writev", SetLastError = true)]
    private static unsafe partial nint WriteVCore(SafeDescriptor fd, IoVector* iov, int count);

    [LibraryImport("libc", EntryPoint = "close")]
    internal static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int PollCore(PollDescriptor* fds, nuint nfds, int timeout);

    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    private static unsafe partial int PPollCore(PollDescriptor* fds, nuint nfds, TimeSpec* timeout, SignalSet* mask);

    /// <summary>read(2): the number of bytes, 0 at the end, −1 with <see cref="Errno.Last"/>.</summary>
    public static unsafe nint Read(SafeDescriptor fd, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return ReadCore(fd, start, (nuint)buffer.Length);
        }
    }

    /// <summary>write(2): the number of bytes taken, −1 with <see cref="Errno.Last"/>.</summary>
    public static unsafe nint Write(SafeDescriptor fd, ReadOnlySpan<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return WriteCore(fd, start, (nuint)buffer.Length);
        }
    }

    /// <summary>
    /// writev(2) of two pieces, as one write of both, and write(2) where there is only one: the number of bytes taken, −1 with
    /// <see cref="Errno.Last"/>.
    /// </summary>
    public static unsafe nint Write(SafeDescriptor fd, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        if (first.IsEmpty || second.IsEmpty)
        {
            return Write(fd, first.IsEmpty ? second : first);
        }

        fixed (byte* start = first, next = second)
        {
            IoVector* pieces = stackalloc IoVector[] { new(start, first.Length), new(next, second.Length) };
            return WriteVCore(fd, pieces, 2);
        }
    }

    /// <summary>poll(2): how many descriptors have news, 0 when the time is up, −1 with <see cref="Errno.Last"/>.</summary>
    public static unsafe int Poll(Span<PollDescriptor> descriptors, int timeoutMilliseconds)
    {
        fixed (PollDescriptor* start = descriptors)
        {
            return PollCore(start, (nuint)descriptors.Length, timeoutMilliseconds);
        }
    }

    /// <summary>
    /// ppoll(2) with the signals as they are: as <see cref="Poll(Span{PollDescriptor}, int)"/>, for less than a second and to the microsecond.
    /// </summary>
    public static unsafe int Poll(Span<PollDescriptor> descriptors, TimeSpan timeout)
    {
        TimeSpec time = new(0, timeout.Ticks * TimeSpan.NanosecondsPerTick);
        fixed (PollDescriptor* start = descriptors)
        {
            return PPollCore(start, (nuint)descriptors.Length, &time, null);
        }
    }
}

/// <summary>struct iovec of sys/uio.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct IoVector(byte* start, int length)
{
    public readonly byte* Start = start;
    public readonly nuint Length = (nuint)length;
}

/// <summary>struct pollfd of poll.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct PollDescriptor
{
    public int Descriptor;
    public short Events;
    public short Returned;
}
