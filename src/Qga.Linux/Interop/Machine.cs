using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707 // Native names.

/// <summary>
/// What the headers of the kernel and the C library declare differently for x86-64, arm64 and riscv64; the rest of this folder is the same on all three.
/// Each value is a function of the architecture, so that a test on one machine compares all of them. With <see cref="Current"/> the compiler makes a
/// constant of it.
/// </summary>
internal static class Machine
{
    /// <summary>The architecture of this process.</summary>
    public static Architecture Current => RuntimeInformation.ProcessArchitecture;

    /// <summary>asm/fcntl.h of arm64; the others have the value of asm-generic/fcntl.h.</summary>
    public static int O_DIRECTORY(Architecture architecture) => architecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    /// <summary>As <see cref="O_DIRECTORY"/>.</summary>
    public static int O_NOFOLLOW(Architecture architecture) => architecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <summary>asm/unistd_64.h of x86; the others have the number of asm-generic/unistd.h.</summary>
    public static long SYS_setgroups(Architecture architecture) => architecture == Architecture.X64 ? 116 : 159;

    /// <summary>offsetof(struct epoll_event, data): the structure is packed on x86-64 (linux/eventpoll.h).</summary>
    public static int EpollDataOffset(Architecture architecture) => architecture == Architecture.X64 ? 4 : 8;

    /// <summary>
    /// sizeof(struct utmp). The structure has the sizes of 32-bit programs where __WORDSIZE_TIME64_COMPAT32 of bits/wordsize.h is set, so that both
    /// kinds share the file; it is not set on arm64.
    /// </summary>
    public static int UtmpSize(Architecture architecture) => architecture == Architecture.Arm64 ? 400 : 384;

    /// <summary>offsetof(struct utmp, ut_tv), as <see cref="UtmpSize"/>.</summary>
    public static int UtmpTimeOffset(Architecture architecture) => architecture == Architecture.Arm64 ? 344 : 340;

    /// <summary>sizeof(ut_tv): seconds and microseconds, of the same size each; as <see cref="UtmpSize"/>.</summary>
    public static int UtmpTimeSize(Architecture architecture) => architecture == Architecture.Arm64 ? 16 : 8;
}
