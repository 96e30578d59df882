namespace Qga.Client;

/// <summary>How far a guest's clock is from the host's.</summary>
/// <param name="Offset">What the guest's clock shows more than the host's; negative: it is late.</param>
/// <param name="Uncertainty">How wrong <paramref name="Offset"/> may be, in either direction: half the time that the question took.</param>
public sealed record GuestClock(TimeSpan Offset, TimeSpan Uncertainty)
{
    /// <summary>Whether the offset is larger than its uncertainty, so that the clocks differ for certain.</summary>
    public bool IsOff => Offset.Duration() > Uncertainty;

    /// <summary>Compares the clocks. The guest read its own at some moment of the question: the middle is assumed.</summary>
    /// <param name="guestTime">The guest's time, in nanoseconds since 1970.</param>
    /// <param name="asked">The host's time when the question was sent.</param>
    /// <param name="roundTrip">How long the answer took.</param>
    /// <returns>The comparison.</returns>
    public static GuestClock Compare(long guestTime, DateTimeOffset asked, TimeSpan roundTrip)
    {
        TimeSpan guest = TimeSpan.FromTicks(guestTime / TimeSpan.NanosecondsPerTick);
        return new(guest - (asked - DateTimeOffset.UnixEpoch) - (roundTrip / 2), roundTrip / 2);
    }
}
