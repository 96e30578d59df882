namespace Qga.Client.Tests;

/// <summary>Commands that send nothing when they go well.</summary>
public sealed class SilentCommandTests
{
    [Fact]
    public async Task Synchronization_behind_it_shows_that_it_went_well()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync(new() { SilenceTimeout = Timeout.InfiniteTimeSpan });
        Task call = agent.Client.GuestShutdownAsync("reboot", TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        Assert.Equal("""{"execute": "guest-shutdown", "arguments": {"mode": "reboot"}}""", await agent.HearAsync());
        string synchronization = await agent.HearAsync();
        Assert.StartsWith("""{"execute": "guest-sync", "arguments": {"id": """, synchronization, StringComparison.Ordinal);
        Assert.False(call.IsCompleted);
        await agent.SayAsync($"{{\"return\": {ScriptedAgent.Number(synchronization)}}}\n");
        await call;
        Task next = agent.Client.GuestPingAsync(TestContext.Current.CancellationToken);
        Assert.Equal("""{"execute": "guest-ping"}""", await agent.HearAsync());
        await agent.SayAsync("{\"return\": {}}\n");
        await next;
    }

    [Fact]
    public async Task Refusal_is_reported_and_the_synchronization_behind_it_is_no_answer()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        Task call = agent.Client.GuestSuspendRamAsync(TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        long number = ScriptedAgent.Number(await agent.HearAsync());
        await agent.SayAsync("{\"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}}\n");
        Assert.Equal("no", (await Assert.ThrowsAsync<GuestAgentRefusedException>(() => call)).Message);
        await agent.SayAsync($"{{\"return\": {number}}}\n");
        Task<long> next = agent.Client.GuestGetTimeAsync(TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await agent.SayAsync("{\"return\": 5}\n");
        Assert.Equal(5, await next);
    }

    [Fact]
    public async Task Silence_is_success()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync(new() { SilenceTimeout = TimeSpan.FromMilliseconds(50) });
        Task call = agent.Client.GuestSuspendDiskAsync(TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await call;
    }

    [Fact]
    public async Task Going_down_is_success()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync(new() { SilenceTimeout = Timeout.InfiniteTimeSpan });
        Task call = agent.Client.GuestShutdownAsync(cancellationToken: TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        agent.HangUp();
        await call;
        await Assert.ThrowsAsync<GuestUnreachableException>(() => agent.Client.GuestPingAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Agent_that_was_gone_before_is_no_success()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        agent.HangUp();
        await Assert.ThrowsAsync<GuestUnreachableException>(
            () => agent.Client.GuestShutdownAsync(cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Other_result_makes_no_sense()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        Task call = agent.Client.GuestShutdownAsync(cancellationToken: TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await agent.SayAsync("{\"return\": {}}\n");
        await Assert.ThrowsAsync<GuestAgentReplyException>(() => call);
    }
}
