using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (sys/timerfd.h).
public static partial class Libc
{
    public const int CLOCK_MONOTONIC = 1;
    public const int TFD_CLOEXEC = 0x80000;

    [LibraryImport("libc", EntryPoint = "timerfd_create", SetLastError = true)]
    private static partial int TimerFdCore(int clock, int flags);

    [LibraryImport("libc", EntryPoint = "timerfd_settime", SetLastError = true)]
    private static unsafe partial int SetTimerCore(SafeDescriptor fd, int flags, TimerSetting* setting, TimerSetting* former);

    /// <summary>timerfd_create(2): an invalid handle with <see cref="Errno.Last"/> where it fails.</summary>
    public static SafeDescriptor TimerFd(int clock, int flags) => new(TimerFdCore(clock, flags));

    /// <summary>timerfd_settime(2): due once, anew if it was set already.</summary>
    /// <param name="timer">From <see cref="TimerFd"/>.</param>
    /// <param name="delay">How long from now; more than nothing.</param>
    public static unsafe void SetTimer(SafeDescriptor timer, TimeSpan delay)
    {
        TimerSetting setting = new() { Value = new((long)delay.TotalSeconds, delay.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick) };
        _ = SetTimerCore(timer, 0, &setting, null);
    }
}

/// <summary>struct itimerspec of time.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct TimerSetting
{
    /// <summary>How long between the times that it is due; none: once.</summary>
    public TimeSpec Interval;

    /// <summary>How long until it is due.</summary>
    public TimeSpec Value;
}
