using System.Diagnostics;

namespace Qga.Agent.Linux.Channels;

/// <summary>A point in time at which the event loop calls back, once. Made by <see cref="EventLoop.CreateTimer"/>; for the loop's thread only.</summary>
internal sealed class LoopTimer(EventLoop loop, Action callback)
{
    // The monotonic clock, which a set-time does not move and which stands still while the guest is suspended.
    private long _due;

    /// <summary>When it is due, as <see cref="Stopwatch"/> counts.</summary>
    public long Due => _due;

    /// <summary>Milliseconds until it is due, 0 when it is.</summary>
    public int Remaining
    {
        get
        {
            long ticks = _due - Stopwatch.GetTimestamp();
            return ticks <= 0 ? 0 : (int)Math.Min(int.MaxValue, (ticks / (Stopwatch.Frequency / 1000)) + 1);
        }
    }

    /// <summary>Starts it, or starts it anew.</summary>
    /// <param name="delay">How long from now.</param>
    public void Start(TimeSpan delay)
    {
        _due = Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency);
        loop.Arm(this);
    }

    /// <summary>Stops it; nothing happens if it is not running.</summary>
    public void Stop() => loop.Disarm(this);

    /// <summary>What is to be done when it is due.</summary>
    public void Fire() => callback();
}
