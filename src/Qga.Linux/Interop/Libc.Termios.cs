using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (termios.h); termios(3) explains each.
public static partial class Libc
{
    public const uint IGNBRK = 0x1;
    public const uint BRKINT = 0x2;
    public const uint PARMRK = 0x8;
    public const uint INPCK = 0x10;
    public const uint ISTRIP = 0x20;
    public const uint INLCR = 0x40;
    public const uint IGNCR = 0x80;
    public const uint ICRNL = 0x100;
    public const uint IXON = 0x400;
    public const uint IXOFF = 0x1000;
    public const uint CSIZE = 0x30;
    public const uint CS8 = 0x30;
    public const uint CREAD = 0x80;
    public const uint PARENB = 0x100;
    public const uint CLOCAL = 0x800;
    public const int VTIME = 5;
    public const int VMIN = 6;
    public const int TCSANOW = 0;
    public const int TCIFLUSH = 0;

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static unsafe partial int TcGetAttrCore(SafeDescriptor fd, TerminalAttributes* termios);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static unsafe partial int TcSetAttrCore(SafeDescriptor fd, int actions, TerminalAttributes* termios);

    [LibraryImport("libc", EntryPoint = "tcflush", SetLastError = true)]
    private static partial int TcFlushCore(SafeDescriptor fd, int queue);

    [LibraryImport("libc", EntryPoint = "cfsetspeed", SetLastError = true)]
    private static unsafe partial int CfSetSpeedCore(TerminalAttributes* termios, uint speed);

    /// <summary>tcgetattr(3).</summary>
    public static unsafe Errno TcGetAttr(SafeDescriptor terminal, out TerminalAttributes attributes)
    {
        fixed (TerminalAttributes* start = &attributes)
        {
            return TcGetAttrCore(terminal, start) == 0 ? default : Errno.Last;
        }
    }

    /// <summary>tcsetattr(3).</summary>
    public static unsafe Errno TcSetAttr(SafeDescriptor terminal, int actions, TerminalAttributes attributes) =>
        TcSetAttrCore(terminal, actions, &attributes) == 0 ? default : Errno.Last;

    /// <summary>tcflush(3).</summary>
    public static Errno TcFlush(SafeDescriptor terminal, int queue) => TcFlushCore(terminal, queue) == 0 ? default : Errno.Last;

    /// <summary>
    /// cfsetspeed(3), both directions. <paramref name="speed"/> is the plain number of bits a second: every glibc takes that here, while
    /// the meaning of its B… constants changed with release 2.42.
    /// </summary>
    public static unsafe Errno CfSetSpeed(ref TerminalAttributes attributes, uint speed)
    {
        fixed (TerminalAttributes* start = &attributes)
        {
            return CfSetSpeedCore(start, speed) == 0 ? default : Errno.Last;
        }
    }
}

/// <summary>struct termios of glibc.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct TerminalAttributes
{
    public uint InputFlags;
    public uint OutputFlags;
    public uint ControlFlags;
    public uint LocalFlags;
    public byte LineDiscipline;
    private fixed byte _controlCharacters[32];
    public uint InputSpeed;
    public uint OutputSpeed;

    /// <summary>Sets c_cc[<paramref name="index"/>], the index being VMIN, VTIME, ….</summary>
    public void SetControlCharacter(int index, byte value) => _controlCharacters[index] = value;
}
