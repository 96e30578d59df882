namespace Qga.Client;

/// <summary>How a client deals with an agent, which may be slow, gone or hostile.</summary>
public sealed record GuestAgentClientOptions
{
    /// <summary>How long a call may wait for its reply. <see cref="Timeout.InfiniteTimeSpan"/>: as long as it takes.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the agent may take to synchronize: it answers that at once, unless it is busy with an earlier command.</summary>
    public TimeSpan SynchronizationTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long to wait for an error from a command that sends nothing on success, if the agent sends nothing else either: the guest is asleep
    /// or going down then.
    /// </summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a reply may be, in bytes. The longest of the original is a file read of 48 MiB, which is 64 MiB of text.</summary>
    public int MaxReplyLength { get; init; } = 128 << 20;
}
