using Qapi.Runtime.Errors;
using Qga.Agent.Commands.Time;
using Qga.Contracts;

namespace Qga.Agent.Tests.Commands;

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
        Assert.Equal((1_700_000_000, 123_456_789), _clocks.System);
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
        Assert.Equal(((0, 0), 0), (_clocks.System, _clocks.Hardware));
    }

    [Fact]
    public void Says_which_clock_was_refused_and_goes_no_further()
    {
        _clocks.HardwareError = QapiError.Generic("hardware");
        Assert.Equal(_clocks.HardwareError, Set(5_000_000_000).Error);
        Assert.Equal((5, 0), _clocks.System);
        Assert.Equal(_clocks.HardwareError, Set(null).Error);
        Assert.Equal((5, 0), _clocks.System);
        _clocks.SystemError = QapiError.Generic("system");
        Assert.Equal(_clocks.SystemError, Set(5).Error);
    }

    [Fact]
    public void Takes_the_time_from_the_battery_backed_clock_when_its_second_begins()
    {
        _clocks.Hardware = 1000;
        _clocks.Reads = new([1000L, 1000L, 1001L]);
        Assert.Null(Set(null).Error);
        Assert.Equal((1001, 0), _clocks.System);
    }

    private CommandResult Set(long? time) => _commands.GuestSetTime(new GuestSetTimeArguments { Time = time });

    private sealed class FakeClocks : IClocks
    {
        public (long Seconds, long Nanoseconds) System { get; private set; }

        public long Hardware { get; set; }

        public Queue<long> Reads { get; set; } = [];

        public QapiError? SystemError { get; set; }

        public QapiError? HardwareError { get; set; }

        public QapiError? SetSystem(long seconds, long nanoseconds)
        {
            System = SystemError is null ? (seconds, nanoseconds) : System;
            return SystemError;
        }

        public QapiError? ReadHardware(out long seconds)
        {
            seconds = Reads.TryDequeue(out long read) ? read : Hardware;
            return HardwareError;
        }

        public QapiError? SetHardware(long seconds)
        {
            Hardware = HardwareError is null ? seconds : Hardware;
            return HardwareError;
        }
    }
}
