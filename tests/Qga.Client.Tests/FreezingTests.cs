namespace Qga.Client.Tests;

public sealed class FreezingTests
{
    private const string Thaw = """{"execute": "guest-fsfreeze-thaw"}""";

    [Fact]
    public async Task Frozen_guest_is_thawed_at_the_end()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        Task<FrozenGuest> freeze = agent.Client.FreezeAsync(cancellationToken: TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        Assert.Equal("""{"execute": "guest-fsfreeze-freeze"}""", await agent.HearAsync());
        await agent.SayAsync("{\"return\": 2}\n");
        FrozenGuest guest = await freeze;
        Assert.Equal(2, guest.Count);
        Task end = guest.DisposeAsync().AsTask();
        Assert.Equal(Thaw, await agent.HearAsync());
        await agent.SayAsync("{\"return\": 2}\n");
        await end;
    }

    [Fact]
    public async Task Frozen_guest_is_thawed_once()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        Task<FrozenGuest> freeze = agent.Client.FreezeAsync(["/srv"], TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        Assert.Equal("""{"execute": "guest-fsfreeze-freeze-list", "arguments": {"mountpoints": ["/srv"]}}""", await agent.HearAsync());
        await agent.SayAsync("{\"return\": 1}\n");
        FrozenGuest guest = await freeze;
        Task<long> thaw = guest.ThawAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Thaw, await agent.HearAsync());
        await agent.SayAsync("{\"return\": 0}\n");
        Assert.Equal(0, await thaw);
        await guest.DisposeAsync();
    }

    [Fact]
    public async Task Freeze_that_is_given_up_is_undone()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        using var cancellation = new CancellationTokenSource();
        Task<FrozenGuest> freeze = agent.Client.FreezeAsync(cancellationToken: cancellation.Token);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await cancellation.CancelAsync();
        await agent.ShakeHandsAsync();
        Assert.Equal(Thaw, await agent.HearAsync());
        await agent.SayAsync("{\"return\": 2}\n");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => freeze);
    }

    [Fact]
    public async Task Freeze_that_is_not_answered_in_time_is_undone()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync(new() { SlowCallTimeout = TimeSpan.FromSeconds(1) });
        Task<FrozenGuest> freeze = agent.Client.FreezeAsync(cancellationToken: TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await agent.ShakeHandsAsync();
        Assert.Equal(Thaw, await agent.HearAsync());
        await agent.SayAsync("{\"return\": 2}\n");
        await Assert.ThrowsAsync<GuestAgentTimeoutException>(() => freeze);
    }

    [Fact]
    public async Task Freeze_whose_hook_takes_longer_than_an_ordinary_call_is_waited_for()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync(new() { CallTimeout = TimeSpan.FromMilliseconds(50) });
        Task<FrozenGuest> freeze = agent.Client.FreezeAsync(cancellationToken: TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await Task.Delay(300, TestContext.Current.CancellationToken);
        await agent.SayAsync("{\"return\": 2}\n");
        Assert.Equal(2, (await freeze).Count);
    }

    [Fact]
    public async Task Freeze_that_is_refused_needs_no_thaw()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        Task<FrozenGuest> freeze = agent.Client.FreezeAsync(cancellationToken: TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await agent.SayAsync("{\"error\": {\"class\": \"GenericError\", \"desc\": \"failed to freeze /: Input/output error\"}}\n");
        await Assert.ThrowsAsync<GuestAgentRefusedException>(() => freeze);
        Task next = agent.Client.GuestPingAsync(TestContext.Current.CancellationToken);
        Assert.Equal("""{"execute": "guest-ping"}""", await agent.HearAsync());
        await agent.SayAsync("{\"return\": {}}\n");
        await next;
    }
}
