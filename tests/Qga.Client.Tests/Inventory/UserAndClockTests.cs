using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Qga.Contracts;
using Qga.Testing;

namespace Qga.Client.Tests.Inventory;

public sealed class UserAndClockTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Users_are_told_with_a_time_of_the_calendar()
    {
        await using FakeGuestAgent agent = new();
        agent.SetResult("guest-get-users", """[{"user": "ann", "login-time": 1700000000.25}, {"user": "bob", "domain": "CORP", "login-time": 0}]""");
        await using GuestAgentClient client = new(agent.Connect());
        Assert.Equal(
            [
                new GuestLogin("ann", null, DateTimeOffset.FromUnixTimeMilliseconds(1700000000250)),
                new GuestLogin("bob", "CORP", DateTimeOffset.UnixEpoch),
            ],
            (await client.GetUsersAsync(Cancellation)).Value!);
    }

    [Theory]
    [InlineData(double.NaN, 1970)]
    [InlineData(double.PositiveInfinity, 9999)]
    [InlineData(1e300, 9999)]
    [InlineData(-1e300, 1)]
    public void Time_that_no_calendar_has_becomes_one_that_it_has(double time, int year) =>
        Assert.Equal(year, GuestLogin.From(new GuestUser { User = "ann", LoginTime = time }).LoginTime.Year);

    [Fact]
    public async Task Clock_is_compared_by_the_answer_that_came_fastest()
    {
        FakeTimeProvider clock = new();
        Queue<double> delays = new([3, 0.2, 1]);
        await using FakeGuestAgent agent = new();
        agent.SetHandler("guest-get-time", _ =>
        {
            // The guest reads its clock, two seconds late, in the middle.
            TimeSpan half = TimeSpan.FromSeconds(delays.Dequeue() / 2);
            clock.Advance(half);
            TimeSpan time = clock.GetUtcNow() - DateTimeOffset.UnixEpoch - TimeSpan.FromSeconds(2);
            clock.Advance(half);
            return FakeReply.Return((time.Ticks * TimeSpan.NanosecondsPerTick).ToString(CultureInfo.InvariantCulture));
        });
        await using GuestAgentClient client = new(agent.Connect());
        GuestClock compared = (await client.GetClockAsync(clock, Cancellation)).Value!;
        Assert.Equal(new(TimeSpan.FromSeconds(-2), TimeSpan.FromSeconds(0.1)), compared);
        Assert.True(compared.IsOff);
        Assert.Empty(delays);
    }

    [Fact]
    public void Clock_that_may_be_right_is_not_off() =>
        Assert.False(GuestClock.Compare(1_000_000_000, DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(3)).IsOff);

    [Fact]
    public async Task Agent_without_the_commands_leaves_them_unknown()
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Connect());
        Assert.False((await client.GetUsersAsync(Cancellation)).IsKnown);
        Assert.False((await client.GetClockAsync(cancellationToken: Cancellation)).IsKnown);
    }
}
