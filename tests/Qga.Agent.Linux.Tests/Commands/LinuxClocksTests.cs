using Qapi.Runtime.Errors;
using Qga.Agent.Linux.Commands.Time;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Tests.Commands;

public sealed class LinuxClocksTests
{
    [Fact]
    public void A_machine_without_a_battery_backed_clock_has_none_to_set()
    {
        LinuxClocks clocks = new(["/nowhere/rtc0", "/nowhere/rtc"], "/nowhere/adjtime");
        Assert.Null(clocks.SetHardware(5));
        Assert.Equal(QapiError.Generic("failed to read hardware clock: No such file or directory"), clocks.ReadHardware(out _));
    }

    [Fact]
    public void Says_what_the_kernel_refused()
    {
        LinuxClocks clocks = new(["/nowhere/rtc0", "/dev/null"], "/nowhere/adjtime");
        Assert.Equal(QapiError.Generic("failed to set hardware clock to system time: Inappropriate ioctl for device"), clocks.SetHardware(5));
        Assert.Equal(QapiError.Generic("failed to read hardware clock: Inappropriate ioctl for device"), clocks.ReadHardware(out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_700_000_000)]
    [InlineData(3_155_759_999)]
    public void The_calendar_is_the_same_there_and_back(long seconds)
    {
        Assert.Equal(seconds, HardwareCalendar.ToSeconds(HardwareCalendar.FromSeconds(seconds, isLocal: false), isLocal: false));
        Assert.Equal(seconds, HardwareCalendar.ToSeconds(HardwareCalendar.FromSeconds(seconds, isLocal: true), isLocal: true));
    }

    [Fact]
    public void Knows_the_calendar_of_the_battery_backed_clock()
    {
        RtcTime time = HardwareCalendar.FromSeconds(1_709_210_096, isLocal: false); // Thursday 2024-02-29 12:34:56
        Assert.Equal((124, 1, 29, 12, 34, 56, 4, 59), (time.Year, time.Month, time.Day, time.Hour, time.Minute, time.Second, time.DayOfWeek, time.DayOfYear));
    }

    [Fact]
    public void Reads_the_third_line_of_adjtime()
    {
        Assert.True(HardwareCalendar.IsLocal("0.0 0 0.0\n0\nLOCAL\n"u8));
        Assert.False(HardwareCalendar.IsLocal("0.0 0 0.0\n0\nUTC\n"u8));
        Assert.False(HardwareCalendar.IsLocal("LOCAL"u8));
        Assert.False(HardwareCalendar.IsLocal(default));
    }
}
