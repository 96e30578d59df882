using Qapi.Runtime.Errors;
using Qga.Agent.Commands.Time;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.Time;

/// <summary>The clocks of Linux, the battery-backed one through rtc(4).</summary>
/// <param name="devices">Device nodes of the battery-backed clock; the first that exists is used.</param>
/// <param name="adjtimePath">
/// adjtime_config(5), usually /etc/adjtime: its third line is <c>LOCAL</c> where the battery-backed clock has the local time, for the sake of another
/// operating system on the same machine.
/// </param>
internal sealed class LinuxClocks(IReadOnlyList<string> devices, string adjtimePath) : IClocks
{
    /// <summary>Where the battery-backed clock is as a rule.</summary>
    public static readonly string[] UsualDevices = ["/dev/rtc0", "/dev/rtc"];

    /// <inheritdoc/>
    public QapiError? SetSystem(long seconds, long nanoseconds) => ErrorOf(Libc.SetClock(new(seconds, nanoseconds)), "Failed to set time to guest");

    /// <inheritdoc/>
    public QapiError? ReadHardware(out long seconds)
    {
        using SafeDescriptor device = Open(out Errno error);
        RtcTime time = default;
        bool isLocal = false;
        error = error.IsSuccess ? Libc.ReadRtc(device, out time) : error;
        error = error.IsSuccess ? ReadMode(out isLocal) : error;
        seconds = error.IsSuccess ? HardwareCalendar.ToSeconds(time, isLocal) : 0;
        return ErrorOf(error, "failed to read hardware clock");
    }

    /// <inheritdoc/>
    public QapiError? SetHardware(long seconds)
    {
        using SafeDescriptor device = Open(out Errno error);
        bool isLocal = false;
        error = error.IsSuccess ? ReadMode(out isLocal) : error;
        error = error.IsSuccess ? Libc.WriteRtc(device, HardwareCalendar.FromSeconds(seconds, isLocal)) : error;
        return error == Errno.ENOENT ? null : ErrorOf(error, "failed to set hardware clock to system time");
    }

    // To read is permission enough for both ioctls; for the one that sets the clock the kernel asks for CAP_SYS_TIME.
    private SafeDescriptor Open(out Errno error)
    {
        error = Errno.ENOENT;
        SafeDescriptor device = new();
        for (int i = 0; i < devices.Count && error == Errno.ENOENT; i++)
        {
            device = Libc.Open(devices[i], Libc.O_RDONLY | Libc.O_CLOEXEC);
            error = device.IsInvalid ? Errno.Last : default;
        }

        return device;
    }

    // Without the file the clock has UTC; a file that is there must not be passed over.
    private Errno ReadMode(out bool isLocal)
    {
        using FileContent content = WholeFile.Read(adjtimePath);
        isLocal = HardwareCalendar.IsLocal(content.Bytes);
        return content.Error.IsShortage ? content.Error : default;
    }

    private static QapiError? ErrorOf(Errno error, string what) => error.IsSuccess ? null : QapiError.Generic(error.Describe(what));
}
