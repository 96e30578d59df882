using Qga.Protocol;

namespace Qga.Monitor;

/// <summary>How long a client waits for a monitor, and how much it keeps.</summary>
public sealed record MonitorClientOptions
{
    /// <summary>
    /// How long connecting may take, with QEMU's greeting and the end of the negotiation. QEMU greets at once, unless it serves another client: then
    /// it accepts the connection and says nothing. <see cref="Timeout.InfiniteTimeSpan"/>: until that client has gone. Five seconds by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is neither positive nor infinite, or longer than 49 days.</exception>
    public TimeSpan ConnectTimeout { get; init => field = TimeLimit.Validate(value); } = TimeSpan.FromSeconds(5);

    /// <summary>How long an ordinary command may take to answer. 30 seconds by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is neither positive nor infinite, or longer than 49 days.</exception>
    public TimeSpan CallTimeout { get; init => field = TimeLimit.Validate(value); } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a command may take that the schema marks as slow, because it waits for the machine's disks: a pause, a snapshot. Five minutes by
    /// default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is neither positive nor infinite, or longer than 49 days.</exception>
    public TimeSpan SlowCallTimeout { get; init => field = TimeLimit.Validate(value); } = TimeSpan.FromMinutes(5);

    /// <summary>How many events a subscription keeps that are not read; one more ends it. 10,000 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public int MaxUnreadEvents
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 10_000;
}
