using System.Diagnostics;

namespace Qga.Agent.Linux.Loop;

/// <summary>A point in time at which the event loop calls back, once. For the loop's thread only.</summary>
/// <param name="timers">Where it stands while it runs.</param>
/// <param name="callback">Called when it is due.</param>
internal sealed class LoopTimer(TimerList timers, Action callback)
{
    /// <summary>When it is due, in ticks of <see cref="Stopwatch"/>: a set-time does not move that clock, and it stands still in a suspended guest.</summary>
    public long Due { get; private set; }

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => timers.Contains(this);

    /// <summary>Starts it, or starts it anew.</summary>
    public void Start(TimeSpan delay)
    {
        Due = Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency);
        timers.Add(this);
    }

    /// <summary>Stops it, if it runs.</summary>
    public void Stop() => timers.Remove(this);

    /// <summary>Called when it is due.</summary>
    public Action Callback => callback;
}
