using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.Time;

/// <summary>Between seconds since 1970 and the calendar of a battery-backed clock.</summary>
internal static class HardwareCalendar
{
    /// <summary>Whether the clock has the local time.</summary>
    /// <param name="adjtime">The content of adjtime_config(5).</param>
    /// <returns>False: it has UTC.</returns>
    public static bool IsLocal(ReadOnlySpan<byte> adjtime)
    {
        for (int line = 0; line < 2; line++)
        {
            int end = adjtime.IndexOf((byte)'\n');
            if (end < 0)
            {
                return false;
            }

            adjtime = adjtime[(end + 1)..];
        }

        return adjtime.StartsWith("LOCAL"u8);
    }

    /// <summary>Reads the calendar.</summary>
    /// <param name="time">The calendar.</param>
    /// <param name="isLocal">Whether it has the local time.</param>
    /// <returns>Seconds since 1970-01-01 00:00 UTC.</returns>
    public static long ToSeconds(RtcTime time, bool isLocal)
    {
        if (isLocal)
        {
            // The C library knows whether it is summer.
            time.IsDst = -1;
            return Libc.MakeTime(new() { Calendar = time });
        }

        DateTime utc = new(time.Year + 1900, time.Month + 1, time.Day, time.Hour, time.Minute, 0, DateTimeKind.Utc);
        return ((utc - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond) + time.Second;
    }

    /// <summary>Makes the calendar.</summary>
    /// <param name="seconds">Since 1970-01-01 00:00 UTC.</param>
    /// <param name="isLocal">Whether it is to have the local time.</param>
    public static RtcTime FromSeconds(long seconds, bool isLocal)
    {
        if (isLocal)
        {
            return Libc.LocalTime(seconds).Calendar;
        }

        DateTime utc = DateTime.UnixEpoch.AddSeconds(seconds);
        return new()
        {
            Second = utc.Second,
            Minute = utc.Minute,
            Hour = utc.Hour,
            Day = utc.Day,
            Month = utc.Month - 1,
            Year = utc.Year - 1900,
            DayOfWeek = (int)utc.DayOfWeek,
            DayOfYear = utc.DayOfYear - 1,
        };
    }
}
