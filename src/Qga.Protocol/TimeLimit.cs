namespace Qga.Protocol;

/// <summary>How long something may take, as the options of clients have it.</summary>
public static class TimeLimit
{
    // A CancellationTokenSource takes no longer time.
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>Checks that a time can be waited for.</summary>
    /// <param name="value">The time.</param>
    /// <returns>The same time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is neither positive nor infinite, or longer than 49 days.</exception>
    public static TimeSpan Validate(TimeSpan value)
    {
        if (value != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, s_longest);
        }

        return value;
    }
}
