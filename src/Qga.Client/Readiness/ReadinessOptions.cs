using Qga.Protocol;

namespace Qga.Client;

/// <summary>What is waited for, how long, and how often it is looked at.</summary>
public sealed record ReadinessOptions
{
    /// <summary>How long to wait; five minutes by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is neither positive nor infinite, or longer than 49 days.</exception>
    public TimeSpan Timeout { get; init => field = TimeLimit.Validate(value); } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long one attempt may wait for one reply; five seconds by default. How long it may wait for the handshake before is
    /// <see cref="StreamLinkOptions.SynchronizationTimeout"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is neither positive nor infinite, or longer than 49 days.</exception>
    public TimeSpan AttemptTimeout { get; init => field = TimeLimit.Validate(value); } = TimeSpan.FromSeconds(5);

    /// <summary>The pause after the first attempt, 200 ms by default; each further one is half as long again, up to <see cref="MaxInterval"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is neither positive nor infinite, or longer than 49 days.</exception>
    public TimeSpan FirstInterval { get; init => field = TimeLimit.Validate(value); } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause; three seconds by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is neither positive nor infinite, or longer than 49 days.</exception>
    public TimeSpan MaxInterval { get; init => field = TimeLimit.Validate(value); } = TimeSpan.FromSeconds(3);

    /// <summary>Waits also until the guest has an address that fits; null, the default: addresses do not matter.</summary>
    public AddressFilter? Address { get; init; }

    /// <summary>Waits also until the guest is not frozen. False by default.</summary>
    public bool RequiresThawed { get; init; }

    /// <summary>The clock of the wait and its pauses. The time limits of calls run by the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
