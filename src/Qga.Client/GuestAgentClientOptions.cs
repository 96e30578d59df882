using Microsoft.Extensions.Logging;
using Qga.Protocol;

namespace Qga.Client;

/// <summary>How a client deals with an agent, which may be slow, gone or hostile.</summary>
public sealed record GuestAgentClientOptions
{
    /// <summary>
    /// How long an ordinary command may take to answer: what a healthy guest does in milliseconds, a busy one in seconds.
    /// <see cref="Timeout.InfiniteTimeSpan"/>: as long as it takes. 30 seconds by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is neither positive nor infinite, or longer than 49 days.</exception>
    public TimeSpan CallTimeout { get; init => field = TimeLimit.Validate(value); } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a command may take that the schema marks as slow: a freeze with its hooks, a thaw, a trim, memory that has to be emptied before it
    /// goes. 65 minutes by default: our agent gives up after an hour and says so.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is neither positive nor infinite, or longer than 49 days.</exception>
    public TimeSpan SlowCallTimeout { get; init => field = TimeLimit.Validate(value); } = TimeSpan.FromMinutes(65);

    /// <summary>
    /// How long to wait for an error from a command that sends nothing on success, if the agent sends nothing else either: then the guest is asleep
    /// or going down. Five seconds by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is neither positive nor infinite, or longer than 49 days.</exception>
    public TimeSpan SilenceTimeout { get; init => field = TimeLimit.Validate(value); } = TimeSpan.FromSeconds(5);

    /// <summary>How a byte stream to the agent is used. Of no meaning through libvirt, and for a link of the caller's.</summary>
    public StreamLinkOptions Stream { get; init; } = new();

    /// <summary>
    /// Where the client logs, in the category <c>Qga.Client</c>: every call with its outcome and duration at the level Debug, calls that were given up
    /// or lost as warnings. Arguments and results are never logged. Null: nowhere.
    /// </summary>
    public ILoggerFactory? LoggerFactory { get; init; }
}
