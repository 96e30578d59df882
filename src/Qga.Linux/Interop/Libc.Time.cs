using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (time.h, linux/rtc.h); clock_settime(2), localtime(3), rtc(4).
public static partial class Libc
{
    public const int CLOCK_REALTIME = 0;
    public const uint RTC_RD_TIME = 0x80247009;
    public const uint RTC_SET_TIME = 0x4024700A;

    [LibraryImport("libc", EntryPoint = "clock_settime", SetLastError = true)]
    private static unsafe partial int ClockSetTimeCore(int clock, TimeSpec* time);

    [LibraryImport("libc", EntryPoint = "localtime_r", SetLastError = true)]
    private static unsafe partial nint LocalTimeCore(long* time, CalendarTime* result);

    [LibraryImport("libc", EntryPoint = "mktime", SetLastError = true)]
    private static unsafe partial long MakeTimeCore(CalendarTime* time);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static unsafe partial int RtcIoctlCore(SafeDescriptor fd, nuint request, RtcTime* time);

    /// <summary>clock_settime(2) of the wall clock.</summary>
    public static unsafe Errno SetClock(TimeSpec time) => ClockSetTimeCore(CLOCK_REALTIME, &time) == 0 ? default : Errno.Last;

    [LibraryImport("libc", EntryPoint = "tzset")]
    private static partial void TzSetCore();

    /// <summary>tzset(3): takes note of a zone that was changed since the last time.</summary>
    public static void TzSet() => TzSetCore();

    /// <summary>The abbreviation of a local time's zone.</summary>
    public static string? ZoneName(CalendarTime time) => Marshal.PtrToStringUTF8(time.Zone);

    /// <summary>localtime_r(3).</summary>
    public static unsafe CalendarTime LocalTime(long seconds)
    {
        CalendarTime result = default;
        _ = LocalTimeCore(&seconds, &result);
        return result;
    }

    /// <summary>mktime(3): seconds since 1970 of a local time; −1 where there are none.</summary>
    public static unsafe long MakeTime(CalendarTime time) => MakeTimeCore(&time);

    /// <summary>RTC_RD_TIME of rtc(4).</summary>
    public static unsafe Errno ReadRtc(SafeDescriptor device, out RtcTime time)
    {
        fixed (RtcTime* start = &time)
        {
            return RtcIoctlCore(device, RTC_RD_TIME, start) == 0 ? default : Errno.Last;
        }
    }

    /// <summary>RTC_SET_TIME of rtc(4).</summary>
    public static unsafe Errno WriteRtc(SafeDescriptor device, RtcTime time) => RtcIoctlCore(device, RTC_SET_TIME, &time) == 0 ? default : Errno.Last;
}

/// <summary>struct timespec.</summary>
/// <param name="seconds">Since 1970-01-01 00:00 UTC.</param>
/// <param name="nanoseconds">0 to 999 999 999.</param>
[StructLayout(LayoutKind.Sequential)]
public struct TimeSpec(long seconds, long nanoseconds)
{
    public long Seconds = seconds;
    public long Nanoseconds = nanoseconds;
}

/// <summary>struct rtc_time of linux/rtc.h: a calendar without a time zone.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct RtcTime
{
    public int Second;
    public int Minute;
    public int Hour;
    public int Day;

    /// <summary>0 to 11.</summary>
    public int Month;

    /// <summary>Since 1900.</summary>
    public int Year;
    public int DayOfWeek;
    public int DayOfYear;
    public int IsDst;
}

/// <summary>struct tm of the C library.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct CalendarTime
{
    /// <summary>Its first members are those of struct rtc_time.</summary>
    public RtcTime Calendar;

    /// <summary>Seconds east of UTC.</summary>
    public long Offset;

    /// <summary>The zone's abbreviation, in memory of the C library's: see <see cref="Libc.ZoneName"/>.</summary>
    public nint Zone;
}
