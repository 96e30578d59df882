using Qga.Protocol;

namespace Qga.Client;

/// <summary>How a guest is frozen, and above all how it is thawed again.</summary>
public sealed record FreezeOptions
{
    /// <summary>
    /// How long the guest may stay frozen: after that it is thawed whatever the caller does. <see cref="Timeout.InfiniteTimeSpan"/>, the default: until
    /// the caller thaws it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is neither positive nor infinite, or longer than 49 days.</exception>
    public TimeSpan Limit { get; init => field = TimeLimit.Validate(value); } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// How long one attempt to freeze may take, the guest's hooks included; null, the default: <see cref="GuestAgentClientOptions.SlowCallTimeout"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is neither positive nor infinite, or longer than 49 days.</exception>
    public TimeSpan? FreezeTimeout { get; init => field = value is { } time ? TimeLimit.Validate(time) : null; }

    /// <summary>
    /// How many times to freeze where the reply is lost or the agent cannot be reached; 2 by default. Before each further attempt, and after the last,
    /// the guest is thawed, as the lost attempt may have frozen it. A refusal is final.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public int FreezeAttempts
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 2;

    /// <summary>How long one attempt to thaw may take, the guest's hooks included, before its reply counts as lost; three minutes by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is neither positive nor infinite, or longer than 49 days.</exception>
    public TimeSpan ThawTimeout { get; init => field = TimeLimit.Validate(value); } = TimeSpan.FromMinutes(3);

    /// <summary>
    /// How long all attempts to thaw may take together, ten minutes by default; then <see cref="GuestFreezeUnknownException"/> says that the guest may still be
    /// frozen. No cancellation of the caller's shortens it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is neither positive nor infinite, or longer than 49 days.</exception>
    public TimeSpan ThawBudget { get; init => field = TimeLimit.Validate(value); } = TimeSpan.FromMinutes(10);

    /// <summary>How long to wait between two attempts to freeze or to thaw; one second by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive, or longer than 49 days.</exception>
    public TimeSpan RetryInterval
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = TimeLimit.Validate(value);
        }
    } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether to ask before the freeze which file systems there are (<c>guest-get-fsinfo</c>, which a frozen guest refuses), so that
    /// <see cref="FrozenGuest.Coverage"/> can say what was not frozen. False by default.
    /// </summary>
    public bool ListsFileSystems { get; init; }

    /// <summary>
    /// The clock of <see cref="Limit"/>, <see cref="ThawBudget"/>, <see cref="RetryInterval"/> and the report. The time limits of calls run by the system's.
    /// </summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
