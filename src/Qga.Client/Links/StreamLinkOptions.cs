using Qga.Protocol;

namespace Qga.Client;

/// <summary>How a byte stream to an agent, which may be slow, gone or hostile, is used.</summary>
public sealed record StreamLinkOptions
{
    /// <summary>
    /// How long the agent may take to synchronize. It answers that at once, unless it is busy with an earlier command. Five seconds by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is neither positive nor infinite, or longer than 49 days.</exception>
    public TimeSpan SynchronizationTimeout { get; init => field = TimeLimit.Validate(value); } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often the handshake is sent again while it is not answered: what a host sends before the agent has opened its port is lost. Two seconds
    /// by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is neither positive nor infinite, or longer than 49 days.</exception>
    public TimeSpan SynchronizationInterval { get; init => field = TimeLimit.Validate(value); } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The longest reply that is accepted, in bytes; it bounds the memory that an agent can make its client use. 128 MiB by default. The longest
    /// reply of QEMU's agent is a file read of 48 MiB, which is 64 MiB of text.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is not positive.</exception>
    public int MaxReplyLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 128 << 20;
}
