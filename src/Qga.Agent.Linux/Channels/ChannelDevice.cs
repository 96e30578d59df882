using Qga.Linux.Interop;
using Qga.Linux.SysFs;

namespace Qga.Agent.Linux.Channels;

/// <summary>Opens the devices of virtio-serial and isa-serial.</summary>
internal static class ChannelDevice
{
    private const int Flags = Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_NOCTTY | Libc.O_CLOEXEC;
    private const uint BitsPerSecond = 38400;

    /// <summary>Finds a device: where nobody has made the link that leads to a port, by the port's name.</summary>
    /// <param name="path">The device as the settings have it.</param>
    /// <returns>The path itself, also if there is nothing; or that of the port's device node.</returns>
    public static string Locate(string path) =>
        Libc.Access(path, Libc.F_OK) == Errno.ENOENT ? VirtioPorts.FindDevice("/sys", path) ?? path : path;

    /// <summary>Opens a port of a virtio console, or another descriptor that needs no preparation.</summary>
    /// <param name="path">The device.</param>
    /// <param name="error">Why not.</param>
    /// <returns>The descriptor; null with <paramref name="error"/>.</returns>
    public static SafeDescriptor? OpenPort(string path, out string? error)
    {
        SafeDescriptor device = Libc.Open(path, Flags);
        error = device.IsInvalid ? Errno.Last.Describe($"error opening channel '{path}'") : null;
        return error is null ? device : null;
    }

    /// <summary>Opens a serial line and makes it a plain pipe of bytes: raw, eight bits, 38400 bits a second, nothing left over from before.</summary>
    /// <param name="path">The device.</param>
    /// <param name="error">Why not.</param>
    /// <returns>The descriptor; null with <paramref name="error"/>.</returns>
    public static SafeDescriptor? OpenLine(string path, out string? error)
    {
        if (OpenPort(path, out error) is not { } line)
        {
            return null;
        }

        Errno result = Libc.TcGetAttr(line, out TerminalAttributes attributes);
        if (result.IsSuccess)
        {
            attributes.InputFlags &= ~(Libc.IGNBRK | Libc.BRKINT | Libc.PARMRK | Libc.INPCK | Libc.ISTRIP
                | Libc.INLCR | Libc.IGNCR | Libc.ICRNL | Libc.IXON | Libc.IXOFF);
            attributes.OutputFlags = 0;
            attributes.LocalFlags = 0;
            attributes.ControlFlags = (attributes.ControlFlags & ~(Libc.CSIZE | Libc.PARENB)) | Libc.CS8 | Libc.CREAD | Libc.CLOCAL;
            attributes.SetControlCharacter(Libc.VMIN, 1);
            attributes.SetControlCharacter(Libc.VTIME, 0);
            result = Libc.CfSetSpeed(ref attributes, BitsPerSecond);
        }

        if (result.IsSuccess)
        {
            _ = Libc.TcFlush(line, Libc.TCIFLUSH);
            result = Libc.TcSetAttr(line, Libc.TCSANOW, attributes);
        }

        if (result.IsSuccess)
        {
            return line;
        }

        error = result.Describe($"error configuring channel '{path}'");
        line.Dispose();
        return null;
    }
}
