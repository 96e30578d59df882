using Qapi.Runtime.Errors;
using Qga.Contracts;

namespace Qga.Client.Tests;

public sealed class CallTests
{
    [Fact]
    public async Task First_call_synchronizes_and_further_ones_do_not()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        Task first = agent.Client.GuestPingAsync(TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        Assert.Equal("""{"execute": "guest-ping"}""", await agent.HearAsync());
        await agent.SayAsync("{\"return\": {}}\n");
        await first;
        Task<long> second = agent.Client.GuestGetTimeAsync(TestContext.Current.CancellationToken);
        Assert.Equal("""{"execute": "guest-get-time"}""", await agent.HearAsync());
        await agent.SayAsync("{\"return\": 7000}\n");
        Assert.Equal(7000, await second);
    }

    [Theory]
    [InlineData("{\"return\": {}}\n")]
    [InlineData("garbage \u00FF")]
    [InlineData("{\"return\": {\"version\": \"cut in the mid")]
    [InlineData("\u00FF{\"return\": 5}\n\u00FF\u00FF")]
    [InlineData("\u00FF{\"return\": ")]
    [InlineData("\u00FF\u00FF[1]\n{\"return\": {}}\n")]
    [InlineData("\u00FF\n\u00FF{}\n\u00FF{\"error\": {\"class\": \"GenericError\", \"desc\": \"late\"}}\n")]
    public async Task What_is_stale_is_skipped(string stale)
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        await agent.SayAsync(stale);
        Task<long> call = agent.Client.GuestGetTimeAsync(TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await agent.SayAsync("{\"return\": 1}\n");
        Assert.Equal(1, await call);
    }

    [Fact]
    public async Task Megabytes_of_stale_data_are_skipped()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync(linkOptions: new() { MaxReplyLength = 1000 });
        Task<long> call = agent.Client.GuestGetTimeAsync(TestContext.Current.CancellationToken);
        long number = await agent.HearHandshakeAsync();
        await agent.SayAsync(new string('x', 3_000_000));
        await agent.SayAsync("\u00FF" + new string('y', 100_000));
        await agent.SayAsync($"\u00FF{{\"return\": {number}}}\n");
        await agent.HearAsync();
        await agent.SayAsync("{\"return\": 2}\n");
        Assert.Equal(2, await call);
    }

    [Fact]
    public async Task Reply_may_come_byte_by_byte()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        Task<GuestAgentInfo> call = agent.Client.GuestInfoAsync(TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        const string Reply =
            """{"return": {"version": "1", "supported_commands": [{"enabled": true, "name": "x", "success-response": true}], "new": 1}}""" + "\n";
        foreach (char one in Reply)
        {
            await agent.SayAsync(one.ToString());
        }

        Assert.Equal("x", Assert.Single((await call).SupportedCommands).Name);
    }

    [Fact]
    public async Task Refusal_has_class_and_text_and_the_connection_goes_on()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        Task call = agent.Client.GuestPingAsync(TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await agent.SayAsync("{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"The command \\u00FC\"}}\n");
        var refusal = await Assert.ThrowsAsync<GuestCommandUnknownException>(() => call);
        Assert.Equal((ErrorClass.CommandNotFound, "The command ü"), (refusal.ErrorClass, refusal.Message));
        Task next = agent.Client.GuestPingAsync(TestContext.Current.CancellationToken);
        Assert.Equal("""{"execute": "guest-ping"}""", await agent.HearAsync());
        await agent.SayAsync("{\"return\": {}}\n");
        await next;
    }

    [Theory]
    [InlineData("nonsense\n")]
    [InlineData("[]\n")]
    [InlineData("{}\n")]
    [InlineData("{\"return\": \"7\"}\n")]
    [InlineData("{\"error\": \"no\"}\n")]
    [InlineData("{\"error\": {\"class\": \"GenericError\"}}\n")]
    [InlineData("{\"return\": 7 \u00FF")]
    [InlineData("{\"return\": 7, \"return\": 8}\n")]
    public async Task Nonsense_is_reported_and_the_next_call_goes_well(string nonsense)
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        Task<long> call = agent.Client.GuestGetTimeAsync(TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await agent.SayAsync(nonsense);
        await Assert.ThrowsAsync<GuestAgentReplyException>(() => call);
        await NextCallIsAnsweredAsync(agent);
    }

    [Fact]
    public async Task Reply_beyond_the_limit_is_refused_as_it_comes()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync(linkOptions: new() { MaxReplyLength = 100_000 });
        Task<long> call = agent.Client.GuestGetTimeAsync(TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        Task saying = agent.SayAsync("{\"return\": \"" + new string('a', 300_000));
        await Assert.ThrowsAsync<GuestAgentReplyException>(() => call);
        await NextCallIsAnsweredAsync(agent, saying);
    }

    [Fact]
    public async Task Late_reply_never_answers_the_next_call()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync(new() { CallTimeout = TimeSpan.FromSeconds(3) });
        Task<long> call = agent.Client.GuestGetTimeAsync(TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await Assert.ThrowsAsync<GuestAgentTimeoutException>(() => call);
        Task<long> next = agent.Client.GuestGetTimeAsync(TestContext.Current.CancellationToken);
        await agent.SayAsync("{\"return\": 666}\n");
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await agent.SayAsync("{\"return\": 9}\n");
        Assert.Equal(9, await next);
    }

    [Fact]
    public async Task Cancelled_call_leaves_nothing_behind()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        using var cancellation = new CancellationTokenSource();
        Task<long> call = agent.Client.GuestGetTimeAsync(cancellation.Token);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await agent.SayAsync("{\"return\": 666}\n");
        await NextCallIsAnsweredAsync(agent);
    }

    [Fact]
    public async Task Reply_that_nobody_asked_for_does_not_answer_the_next_call()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        Task<long> call = agent.Client.GuestGetTimeAsync(TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await agent.SayAsync("{\"return\": 1}\n{\"return\": 666}\n");
        Assert.Equal(1, await call);
        await NextCallIsAnsweredAsync(agent);
    }

    [Fact]
    public async Task Agent_that_goes_is_reported_at_once_and_ever_after()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        Task<long> call = agent.Client.GuestGetTimeAsync(TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await agent.SayAsync("{\"return\": 1");
        agent.HangUp();
        await Assert.ThrowsAsync<GuestConnectionLostException>(() => call);
        await Assert.ThrowsAsync<GuestUnreachableException>(() => agent.Client.GuestPingAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Closing_the_client_ends_a_call_that_waits()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        Task<long> call = agent.Client.GuestGetTimeAsync(TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await agent.Client.DisposeAsync();
        await Assert.ThrowsAsync<GuestConnectionLostException>(() => call);
    }

    [Fact]
    public async Task Silent_agent_is_reported_as_such()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync(linkOptions: new() { SynchronizationTimeout = TimeSpan.FromMilliseconds(50) });
        var problem = await Assert.ThrowsAsync<GuestAgentSilentException>(() => agent.Client.GuestPingAsync(TestContext.Current.CancellationToken));
        Assert.Equal("the guest agent has not answered within 0.05 s", problem.Message);
    }

    [Fact]
    public async Task Calls_take_their_turns_in_order()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        Task[] calls = [.. Enumerable.Range(0, 20).Select(number => agent.Client.GuestFileFlushAsync(number, TestContext.Current.CancellationToken))];
        await agent.ShakeHandsAsync();
        for (int number = 0; number < calls.Length; number++)
        {
            Assert.Equal($$$"""{"execute": "guest-file-flush", "arguments": {"handle": {{{number}}}}}""", await agent.HearAsync());
            Assert.False(calls[number].IsCompleted);
            await agent.SayAsync("{\"return\": {}}\n");
        }

        await Task.WhenAll(calls);
    }

    [Theory]
    [InlineData("CommandNotFound", "The command guest-x has not been found", typeof(GuestCommandUnknownException))]
    [InlineData("CommandNotFound", "Command guest-x has been disabled: the command is not allowed", typeof(GuestCommandBlockedException))]
    [InlineData("GenericError", "The command guest-x has been disabled for this instance", typeof(GuestCommandBlockedException))]
    [InlineData("GenericError", "no", typeof(GuestAgentRefusedException))]
    public async Task Refusals_are_told_apart(string errorClass, string text, Type expected)
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        Task call = agent.Client.GuestPingAsync(TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await agent.SayAsync($"{{\"error\": {{\"class\": \"{errorClass}\", \"desc\": \"{text}\"}}}}\n");
        Assert.Equal(expected, (await Assert.ThrowsAnyAsync<GuestAgentRefusedException>(() => call)).GetType());
    }

    private static async Task NextCallIsAnsweredAsync(ScriptedAgent agent, Task? saying = null)
    {
        Task<long> next = agent.Client.GuestGetTimeAsync(TestContext.Current.CancellationToken);

        // What the client has not read yet it drops only now.
        await (saying ?? Task.CompletedTask);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await agent.SayAsync("{\"return\": 5}\n");
        Assert.Equal(5, await next);
    }
}
