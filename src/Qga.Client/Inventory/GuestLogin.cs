using Qga.Contracts;

namespace Qga.Client;

/// <summary>A user who is logged in.</summary>
/// <param name="User">The user's name.</param>
/// <param name="Domain">The user's domain, in Windows; null: none.</param>
/// <param name="LoginTime">Since when, by the guest's clock; in UTC.</param>
public sealed record GuestLogin(string User, string? Domain, DateTimeOffset LoginTime)
{
    /// <summary>Reads what the agent tells. A time that no calendar has becomes the nearest that one has.</summary>
    /// <param name="user">The user.</param>
    /// <returns>The login.</returns>
    public static GuestLogin From(GuestUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        double earliest = DateTimeOffset.MinValue.ToUnixTimeSeconds();
        double latest = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        double seconds = double.IsNaN(user.LoginTime) ? 0 : Math.Clamp(user.LoginTime, earliest, latest);
        return new(user.User, user.Domain, DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)));
    }
}
