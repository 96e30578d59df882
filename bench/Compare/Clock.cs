using System.Diagnostics;

namespace Qga.Compare;

/// <summary>Measures how long something takes.</summary>
internal static class Clock
{
    /// <summary>How long it is repeated in one round.</summary>
    public static readonly TimeSpan Enough = TimeSpan.FromMilliseconds(300);

    /// <summary>Times something once.</summary>
    /// <param name="action">What is timed.</param>
    public static TimeSpan Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Times something again and again, for <see cref="Enough"/> and at least once.</summary>
    /// <param name="action">What is timed.</param>
    /// <param name="between">What is done before the next time, and not timed.</param>
    /// <returns>The times in microseconds, the shortest first.</returns>
    public static IReadOnlyList<double> Times(Action action, Action? between = null)
    {
        // Room for the quickest command, so that the list does not grow while it is filled.
        List<double> times = new(1 << 17);
        long first = Stopwatch.GetTimestamp();
        do
        {
            // Not as a TimeSpan, which counts in tenths of a microsecond.
            long start = Stopwatch.GetTimestamp();
            action();
            times.Add((Stopwatch.GetTimestamp() - start) * 1e6 / Stopwatch.Frequency);
            between?.Invoke();
        }
        while (Stopwatch.GetElapsedTime(first) < Enough);
        times.Sort();
        return times;
    }

    /// <summary>Repeats something for <see cref="Enough"/>.</summary>
    /// <param name="action">What is repeated.</param>
    /// <returns>How often it was done in a second.</returns>
    public static double PerSecond(Action action)
    {
        long count = 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            action();
            count++;
        }
        while (Stopwatch.GetElapsedTime(start) < Enough);
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
