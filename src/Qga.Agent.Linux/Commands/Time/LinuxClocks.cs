using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.Time;

/// <summary>The clocks of Linux, the battery-backed one through rtc(4).</summary>
/// <param name="adjtimePath">
/// adjtime_config(5), as a rule /etc/adjtime: its third line is <c>LOCAL</c> where the battery-backed clock has the local time, for the sake of another
/// operating system on the same machine.
/// </param>
internal sealed class LinuxClocks(string adjtimePath) : IClocks
{
    private static readonly string[] s_devices = ["/dev/rtc0", "/dev/rtc"];

    /// <inheritdoc/>
    public Errno SetSystem(TimeSpec time) => Libc.SetClock(time);

    /// <inheritdoc/>
    public Errno ReadHardware(out long seconds)
    {
        seconds = 0;
        using SafeDescriptor device = Open(Libc.O_RDONLY);
        if (device.IsInvalid)
        {
            return Errno.Last;
        }

        Errno error = Libc.ReadRtc(device, out RtcTime time);
        seconds = error.IsSuccess ? HardwareCalendar.ToSeconds(time, IsLocal()) : 0;
        return error;
    }

    /// <inheritdoc/>
    public Errno SetHardware(long seconds)
    {
        // Reading permission is enough for the ioctl; CAP_SYS_TIME is what the kernel asks for.
        using SafeDescriptor device = Open(Libc.O_RDONLY);
        return device.IsInvalid ? Errno.Last : Libc.WriteRtc(device, HardwareCalendar.FromSeconds(seconds, IsLocal()));
    }

    private static SafeDescriptor Open(int flags)
    {
        SafeDescriptor device = Libc.Open(s_devices[0], flags | Libc.O_CLOEXEC);
        return device.IsInvalid && Errno.Last == Errno.ENOENT ? Libc.Open(s_devices[1], flags | Libc.O_CLOEXEC) : device;
    }

    private bool IsLocal() => WholeFile.Read(adjtimePath, out byte[] content).IsSuccess && HardwareCalendar.IsLocal(content);
}
