using Qga.Testing;

namespace Qga.Client.Tests.Freezing;

/// <summary>Freezes that are cancelled, and replies that are lost: what is done about it.</summary>
public sealed class LostReplyTests
{
    private static readonly FreezeOptions s_quick = new() { RetryInterval = TimeSpan.FromMilliseconds(1) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("guest-get-fsinfo")]
    [InlineData("guest-fsfreeze-status")]
    [InlineData("guest-fsfreeze-freeze")]
    public async Task Cancelled_freeze_leaves_the_guest_thawed(string step)
    {
        TaskCompletionSource gate = new();
        await using FakeGuestAgent agent = new();
        agent.Script(step, FakeStep.Hold(gate.Task));
        await using GuestAgentClient client = new(agent.Connect());
        using CancellationTokenSource cancellation = new();
        Task<FrozenGuest> freeze = client.FreezeAsync(options: new() { ListsFileSystems = true }, cancellationToken: cancellation.Token);
        await agent.WaitForRequestAsync(step, cancellationToken: Cancellation);
        await cancellation.CancelAsync();
        gate.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => freeze);
        Assert.False(agent.Freezing.IsFrozen);
        Assert.Equal(step == "guest-fsfreeze-freeze" ? 1 : 0, agent.Freezing.Thaws);
    }

    [Fact]
    public async Task Lost_freeze_is_undone_before_it_is_tried_again()
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Listen());
        agent.Script("guest-fsfreeze-freeze", FakeStep.CloseAfter);
        await using FrozenGuest frozen = await client.FreezeAsync(options: s_quick, cancellationToken: Cancellation);
        Assert.Equal(
            ["guest-fsfreeze-status", "guest-fsfreeze-freeze", "guest-fsfreeze-thaw", "guest-fsfreeze-status", "guest-fsfreeze-freeze"],
            agent.Requests.Select(request => request.Command));
        Assert.Equal(2, (await frozen.ThawAsync(Cancellation)).FreezeAttempts);
    }

    [Fact]
    public async Task Freeze_that_is_lost_every_time_fails_with_a_thawed_guest()
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Listen());
        agent.Script("guest-fsfreeze-freeze", FakeStep.CloseAfter, FakeStep.CloseAfter, FakeStep.CloseAfter);
        await Assert.ThrowsAsync<GuestConnectionLostException>(() => client.FreezeAsync(
            options: s_quick with { FreezeAttempts = 3 }, cancellationToken: Cancellation));
        Assert.Equal((3, 3, false), (agent.Freezing.Freezes, agent.Freezing.Thaws, agent.Freezing.IsFrozen));
    }

    [Fact]
    public async Task Lost_thaw_is_confirmed_by_the_status()
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Listen());
        await using FrozenGuest frozen = await client.FreezeAsync(cancellationToken: Cancellation);
        agent.Script("guest-fsfreeze-thaw", FakeStep.CloseAfter);
        FreezeReport report = await frozen.ThawAsync(Cancellation);
        Assert.Equal((null, null, 1, null), (report.ThawedCount, report.WasThawedEarly, report.ThawAttempts, report.ThawError));
        Assert.Equal(["guest-fsfreeze-thaw", "guest-fsfreeze-status"], agent.Requests.Select(request => request.Command).TakeLast(2));
    }

    [Fact]
    public async Task Caller_is_told_when_the_agent_is_gone()
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Listen());
        FrozenGuest frozen = await client.FreezeAsync(
            options: new() { ThawBudget = TimeSpan.FromMilliseconds(200), RetryInterval = TimeSpan.FromMilliseconds(10) }, cancellationToken: Cancellation);
        await agent.StopListeningAsync();
        await agent.DisconnectAsync();
        var problem = await Assert.ThrowsAsync<GuestFreezeUnknownException>(async () => await frozen.DisposeAsync());
        Assert.IsAssignableFrom<GuestAgentException>(problem.InnerException);
        Assert.True(agent.Freezing.IsFrozen);
    }
}
