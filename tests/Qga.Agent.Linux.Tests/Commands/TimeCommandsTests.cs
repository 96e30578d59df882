using Qapi.Runtime.Errors;
using Qga.Agent.Linux.Commands.Time;
using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Tests.Commands;

public sealed class TimeCommandsTests
{
    private readonly FakeClocks _clocks = new();
    private readonly TimeCommands _commands;

    public TimeCommandsTests() => _commands = new(_clocks);

    [Fact]
    public void Reads_the_clock_in_whole_microseconds()
    {
        long before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        long time = _commands.GuestGetTime().Value;
        long after = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Assert.InRange(time / 1_000_000, before, after);
        Assert.Equal(0, time % 1000);
    }

    [Fact]
    public void Sets_both_clocks()
    {
        Assert.Null(Set(1_700_000_000_123_456_789).Error);
        Assert.Equal((1_700_000_000, 123_456_789), (_clocks.System.Seconds, _clocks.System.Nanoseconds));
        Assert.Equal(1_700_000_000, _clocks.Hardware);
    }

    [Theory]
    [InlineData(-1_000_000_000)]
    [InlineData(3_155_760_000_000_000_000)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Refuses_what_is_no_time_and_changes_nothing(long time)
    {
        Assert.Equal(QapiError.Generic("Invalid time"), Set(time).Error);
        Assert.Equal((0, 0), (_clocks.System.Seconds, _clocks.Hardware));
    }

    [Fact]
    public void A_machine_without_a_battery_backed_clock_has_one_clock_to_set()
    {
        _clocks.HardwareError = Errno.ENOENT;
        Assert.Null(Set(5_000_000_000).Error);
        Assert.Equal(5, _clocks.System.Seconds);
        Assert.Equal(QapiError.Generic("failed to read hardware clock: No such file or directory"), Set(null).Error);
    }

    [Fact]
    public void Says_what_the_kernel_refused()
    {
        _clocks.HardwareError = Errno.EACCES;
        Assert.Equal(QapiError.Generic("failed to set hardware clock to system time: Permission denied"), Set(5).Error);
        _clocks.SystemError = Errno.EPERM;
        Assert.Equal(QapiError.Generic("Failed to set time to guest: Operation not permitted"), Set(5).Error);
    }

    [Fact]
    public void Takes_the_time_from_the_battery_backed_clock_when_its_second_begins()
    {
        _clocks.Hardware = 1000;
        _clocks.Reads = new([1000L, 1000L, 1001L]);
        Assert.Null(Set(null).Error);
        Assert.Equal((1001, 0), (_clocks.System.Seconds, _clocks.System.Nanoseconds));
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

    private CommandResult Set(long? time) => _commands.GuestSetTime(new GuestSetTimeArguments { Time = time });

    private sealed class FakeClocks : IClocks
    {
        public TimeSpec System { get; private set; }

        public long Hardware { get; set; }

        public Queue<long> Reads { get; set; } = [];

        public Errno SystemError { get; set; }

        public Errno HardwareError { get; set; }

        public Errno SetSystem(TimeSpec time)
        {
            System = SystemError.IsSuccess ? time : System;
            return SystemError;
        }

        public Errno ReadHardware(out long seconds)
        {
            seconds = Reads.TryDequeue(out long read) ? read : Hardware;
            return HardwareError;
        }

        public Errno SetHardware(long seconds)
        {
            Hardware = HardwareError.IsSuccess ? seconds : Hardware;
            return HardwareError;
        }
    }
}
