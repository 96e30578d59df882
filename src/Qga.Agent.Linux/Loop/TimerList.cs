using System.Diagnostics;

namespace Qga.Agent.Linux.Loop;

/// <summary>The timers that run: a handful. For the loop's thread only.</summary>
internal sealed class TimerList
{
    private static readonly long s_ticksPerMillisecond = Stopwatch.Frequency / 1000;
    private readonly List<LoopTimer> _timers = [];

    /// <summary>Puts a timer in, if it is not there yet.</summary>
    public void Add(LoopTimer timer)
    {
        if (!_timers.Contains(timer))
        {
            _timers.Add(timer);
        }
    }

    /// <summary>Whether a timer runs.</summary>
    public bool Contains(LoopTimer timer) => _timers.Contains(timer);

    /// <summary>Takes a timer out.</summary>
    public void Remove(LoopTimer timer) => _timers.Remove(timer);

    /// <summary>Milliseconds until the first one is due, rounded up; −1 without timers.</summary>
    public int Timeout()
    {
        if (_timers.Count == 0)
        {
            return -1;
        }

        long first = long.MaxValue;
        foreach (LoopTimer timer in _timers)
        {
            first = Math.Min(first, timer.Due);
        }

        long ticks = first - Stopwatch.GetTimestamp();
        return ticks <= 0 ? 0 : (int)Math.Min(int.MaxValue, (ticks / s_ticksPerMillisecond) + 1);
    }

    /// <summary>Takes out a timer that is due, of several the one whose time came first.</summary>
    /// <returns>Null if none is due.</returns>
    public LoopTimer? TakeDue()
    {
        if (_timers.Count == 0)
        {
            return null;
        }

        LoopTimer? due = null;
        long now = Stopwatch.GetTimestamp();
        foreach (LoopTimer timer in _timers)
        {
            due = timer.Due <= now && (due is null || timer.Due < due.Due) ? timer : due;
        }

        if (due is not null)
        {
            _timers.Remove(due);
        }

        return due;
    }
}
