namespace Qga.Client;

/// <summary>What became of a freeze, from its beginning to the thaw.</summary>
public sealed record FreezeReport
{
    /// <summary>The mount points that the caller asked to be frozen; null: all file systems.</summary>
    public IReadOnlyList<string>? Mountpoints { get; init; }

    /// <summary>How many file systems were frozen; 0: none could be, and the guest never was frozen.</summary>
    public required long Count { get; init; }

    /// <summary>What was not frozen, where <see cref="FreezeOptions.ListsFileSystems"/> asked for it and the agent knows; null otherwise.</summary>
    public FreezeCoverage? Coverage { get; init; }

    /// <summary>When the reply to the freeze came, by the host's clock.</summary>
    public required DateTimeOffset FrozenAt { get; init; }

    /// <summary>How long the guest was frozen: from the reply to the freeze to the confirmation of the thaw.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How many times the freeze was tried; more than 1: replies were lost.</summary>
    public required int FreezeAttempts { get; init; }

    /// <summary>How many file systems the thaw found frozen; null: its reply was lost or an error, and the status shows that the guest is thawed.</summary>
    public long? ThawedCount { get; init; }

    /// <summary>How many times the thaw was tried; more than 1: replies were lost or errors.</summary>
    public required int ThawAttempts { get; init; }

    /// <summary>
    /// What the agent said of a thaw that failed, although the guest is thawed now: a hook failed, or Windows gave the freeze up after its ten seconds.
    /// Null: nothing.
    /// </summary>
    public string? ThawError { get; init; }

    /// <summary>
    /// Whether file systems were thawed by somebody else before: the thaw found fewer than were frozen, or the agent's status was <c>thawed</c>. Null: unknown,
    /// as the reply to the thaw was lost or an error.
    /// </summary>
    public bool? WasThawedEarly { get; init; }

    /// <summary>Whether <see cref="FreezeOptions.Limit"/> ended the freeze.</summary>
    public bool IsLimitReached { get; init; }

    /// <summary>Throws if the guest is known to have been thawed before the caller thawed it.</summary>
    /// <exception cref="GuestThawedEarlyException">It was, by somebody else or by <see cref="FreezeOptions.Limit"/>.</exception>
    public void ThrowIfThawedEarly()
    {
        if (IsLimitReached)
        {
            throw new GuestThawedEarlyException("the guest was thawed as the freeze had reached its time limit");
        }

        if (WasThawedEarly == true)
        {
            throw new GuestThawedEarlyException(FormattableString.Invariant(
                $"the guest was thawed early: {Count} file systems were frozen, and the thaw found {ThawedCount?.ToString() ?? "none"} frozen"));
        }
    }
}
