using System.Globalization;
using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Agent.Logging;
using Qga.Contracts;

namespace Qga.Agent.Commands.Time;

/// <summary>The guest's clock, and the battery-backed one below it.</summary>
internal sealed class TimeCommands(IClocks clocks) : TimeCommandsBase
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerTick = 100;

    // 2070-01-01 00:00 UTC: QEMU's agent, too, refuses what is later.
    private const long EndSeconds = 3_155_760_000;

    // The battery-backed clock counts whole seconds; how far into one it is shows only when the next begins.
    private static readonly TimeSpan s_tickPoll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_tickLimit = TimeSpan.FromSeconds(1.2);

    /// <inheritdoc/>
    public override CommandResult<long> GuestGetTime()
    {
        long ticks = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks;
        return ticks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond * NanosecondsPerTick;
    }

    /// <inheritdoc/>
    public override CommandResult GuestSetTime(in GuestSetTimeArguments arguments)
    {
        Log.Audit($"guest-set-time called, time: {arguments.Time?.ToString(CultureInfo.InvariantCulture) ?? "(null)"}");
        return (arguments.Time is { } time ? SetBoth(time) : SetFromHardware()) is { } error ? error : CommandResult.Success;
    }

    private QapiError? SetBoth(long time)
    {
        (long seconds, long nanoseconds) = Math.DivRem(time, NanosecondsPerSecond);
        return seconds is < 0 or >= EndSeconds
            ? QapiError.Generic("Invalid time")
            : clocks.SetSystem(seconds, nanoseconds) ?? clocks.SetHardware(seconds);
    }

    private QapiError? SetFromHardware() => ReadAtTick(out long seconds) ?? clocks.SetSystem(seconds, 0);

    private QapiError? ReadAtTick(out long seconds)
    {
        QapiError? error = clocks.ReadHardware(out seconds);
        long first = seconds;
        long end = Environment.TickCount64 + (long)s_tickLimit.TotalMilliseconds;
        while (error is null && seconds == first && Environment.TickCount64 < end)
        {
            Thread.Sleep(s_tickPoll);
            error = clocks.ReadHardware(out seconds);
        }

        return error;
    }
}
