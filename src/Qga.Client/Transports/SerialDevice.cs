using Qga.Linux.Interop;

namespace Qga.Client;

internal static class SerialDevice
{
    public static DescriptorStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RequireLinux("a serial device");
        SafeDescriptor device = Libc.Open(path, Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        if (device.IsInvalid)
        {
            Errno error = Errno.Last;
            throw error == Errno.ENOENT ? new GuestSocketNotFoundException(error.Describe($"there is no device {path}"))
                : error == Errno.EACCES ? new GuestConnectionRefusedException(error.Describe($"{path} is not for this user"))
                : new GuestUnreachableException(error.Describe($"cannot open {path}"));
        }

        Errno setting = SetRaw(device);
        if (!setting.IsSuccess)
        {
            device.Dispose();
            throw new GuestUnreachableException(setting.Describe($"{path} is no terminal"));
        }

        return new(device);
    }

    /// <summary>Fails where AF_VSOCK and terminals are not what they are on Linux.</summary>
    public static void RequireLinux(string what)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException($"{what} can be used on Linux only");
        }
    }

    // A line that echoes or waits for whole lines would send the agent's replies back to it. termios(3), cfmakeraw.
    private static Errno SetRaw(SafeDescriptor device)
    {
        Errno error = Libc.TcGetAttr(device, out TerminalAttributes attributes);
        if (!error.IsSuccess)
        {
            return error;
        }

        attributes.InputFlags = 0;
        attributes.OutputFlags = 0;
        attributes.LocalFlags = 0;
        attributes.ControlFlags = (attributes.ControlFlags & ~(Libc.CSIZE | Libc.PARENB)) | Libc.CS8 | Libc.CREAD | Libc.CLOCAL;
        attributes.SetControlCharacter(Libc.VMIN, 1);
        attributes.SetControlCharacter(Libc.VTIME, 0);
        return Libc.TcSetAttr(device, Libc.TCSANOW, attributes);
    }
}
