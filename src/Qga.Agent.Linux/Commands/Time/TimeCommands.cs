using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Contracts;
using Qga.Linux;

namespace Qga.Agent.Linux.Commands.Time;

/// <summary>The guest's clock, and the battery-backed one below it.</summary>
/// <param name="clocks">The clocks.</param>
internal sealed class TimeCommands(IClocks clocks) : TimeCommandsBase
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerTick = 100;

    // 2070-01-01 00:00 UTC: what comes later is taken for a mistake, as by the original.
    private const long EndSeconds = 3_155_760_000;

    // The battery-backed clock counts whole seconds; how far into one it is shows only when it goes on to the next.
    private static readonly TimeSpan s_tickPoll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_tickLimit = TimeSpan.FromSeconds(1.2);

    /// <inheritdoc/>
    public override CommandResult<long> GuestGetTime()
    {
        long ticks = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks;
        return ticks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond * NanosecondsPerTick;
    }

    /// <inheritdoc/>
    public override CommandResult GuestSetTime(in GuestSetTimeArguments arguments) =>
        arguments.Time is { } time ? SetBoth(time) : SetFromHardware();

    private CommandResult SetBoth(long time)
    {
        (long seconds, long nanoseconds) = Math.DivRem(time, NanosecondsPerSecond);
        if (seconds is < 0 or >= EndSeconds)
        {
            return QapiError.Generic("Invalid time");
        }

        Errno error = clocks.SetSystem(new(seconds, nanoseconds));
        if (!error.IsSuccess)
        {
            return QapiError.Generic(error.Describe("Failed to set time to guest"));
        }

        // A machine without a battery-backed clock has all that was asked for already.
        error = clocks.SetHardware(seconds);
        return error.IsSuccess || error == Errno.ENOENT
            ? CommandResult.Success
            : QapiError.Generic(error.Describe("failed to set hardware clock to system time"));
    }

    private CommandResult SetFromHardware()
    {
        Errno error = ReadAtTick(out long seconds);
        if (!error.IsSuccess)
        {
            return QapiError.Generic(error.Describe("failed to read hardware clock"));
        }

        error = clocks.SetSystem(new(seconds, 0));
        return error.IsSuccess ? CommandResult.Success : QapiError.Generic(error.Describe("Failed to set time to guest"));
    }

    private Errno ReadAtTick(out long seconds)
    {
        Errno error = clocks.ReadHardware(out seconds);
        long first = seconds;
        long end = Environment.TickCount64 + (long)s_tickLimit.TotalMilliseconds;
        while (error.IsSuccess && seconds == first && Environment.TickCount64 < end)
        {
            Thread.Sleep(s_tickPoll);
            error = clocks.ReadHardware(out seconds);
        }

        return error;
    }
}
