using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (signal.h, sys/signalfd.h); signal(7) explains each.
public static partial class Libc
{
    public const int SIGINT = 2;
    public const int SIGPIPE = 13;
    public const int SIGTERM = 15;
    public const int SIGCHLD = 17;
    public const int SIG_BLOCK = 0;
    public const int SIG_UNBLOCK = 1;
    public const int SFD_CLOEXEC = 0x80000;
    public const int SFD_NONBLOCK = 0x800;
    public const nint SIG_DFL = 0;
    public const nint SIG_IGN = 1;

    /// <summary>The size of struct signalfd_siginfo, whose first member is the signal's number, an unsigned 32-bit one.</summary>
    public const int SignalInfoSize = 128;

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    private static partial nint SignalCore(int signum, nint handler);

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    private static unsafe partial int PthreadSigmask(int how, SignalSet* set, SignalSet* oldset);

    [LibraryImport("libc", EntryPoint = "signalfd", SetLastError = true)]
    private static unsafe partial int SignalFdCore(int fd, SignalSet* mask, int flags);

    /// <summary>signal(2) with SIG_IGN.</summary>
    public static void Ignore(int signal) => SignalCore(signal, SIG_IGN);

    /// <summary>signal(2) with SIG_DFL.</summary>
    public static void Reset(int signal) => SignalCore(signal, SIG_DFL);

    /// <summary>pthread_sigmask(3) with SIG_BLOCK: the calling thread takes these signals no longer.</summary>
    public static unsafe Errno BlockSignals(SignalSet signals) => new(PthreadSigmask(SIG_BLOCK, &signals, null));

    /// <summary>pthread_sigmask(3) with SIG_UNBLOCK: the calling thread takes these signals again.</summary>
    public static unsafe Errno UnblockSignals(SignalSet signals) => new(PthreadSigmask(SIG_UNBLOCK, &signals, null));

    /// <summary>signalfd(2): an invalid handle with <see cref="Errno.Last"/> where it fails.</summary>
    public static unsafe SafeDescriptor SignalFd(SignalSet signals, int flags) => new(SignalFdCore(-1, &signals, flags));

    /// <summary>The number of the next signal that waits in a non-blocking signalfd; 0 for none.</summary>
    public static int ReadSignal(SafeDescriptor signalFd)
    {
        Span<byte> info = stackalloc byte[SignalInfoSize];
        return Read(signalFd, info) == SignalInfoSize ? BinaryPrimitives.ReadInt32LittleEndian(info) : 0;
    }
}

/// <summary>sigset_t of glibc: 1024 bits, signal n at bit n − 1.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct SignalSet
{
    private fixed ulong _words[16];

    /// <summary>All signals that the kernel knows; sigfillset(3) leaves out those that the C library takes for itself.</summary>
    public static SignalSet All
    {
        get
        {
            SignalSet set = default;
            set._words[0] = ulong.MaxValue;
            return set;
        }
    }

    /// <summary>A set of some signals.</summary>
    /// <param name="signals">Their numbers, 1 … 64.</param>
    public static SignalSet Of(params ReadOnlySpan<int> signals)
    {
        SignalSet set = default;
        foreach (int signal in signals)
        {
            set._words[0] |= 1UL << (signal - 1);
        }

        return set;
    }
}
