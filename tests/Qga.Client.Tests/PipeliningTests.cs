using Qapi.Runtime.Calling;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;

namespace Qga.Client.Tests;

/// <summary>Calls that are sent before the replies to earlier ones have come.</summary>
public sealed class PipeliningTests
{
    private const int Together = 16;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_keep_their_order_and_every_call_gets_its_own_reply()
    {
        await using ScriptedAgent agent = await StartAsync();
        Task<long>[] calls = [.. Enumerable.Range(0, 100).Select(number => CallAsync(agent, number))];
        for (int number = 0; number < calls.Length; number++)
        {
            Assert.Equal($$"""{"execute": "guest-own-{{number}}"}""", await agent.HearAsync());
            await agent.SayAsync($"{{\"return\": {number}}}\n");
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(number => (long)number), await Task.WhenAll(calls));
    }

    [Fact]
    public async Task No_more_than_a_window_is_under_way()
    {
        await using ScriptedAgent agent = await StartAsync();
        Task<long>[] calls = [.. Enumerable.Range(0, Together + 1).Select(number => CallAsync(agent, number))];
        for (int number = 0; number < Together; number++)
        {
            await agent.HearAsync();
        }

        Task<string> next = agent.HearAsync();
        await Task.Delay(20, Cancellation);
        Assert.False(next.IsCompleted);
        await agent.SayAsync("{\"return\": 0}\n");
        Assert.Equal($$"""{"execute": "guest-own-{{Together}}"}""", await next);
        for (int number = 1; number <= Together; number++)
        {
            await agent.SayAsync($"{{\"return\": {number}}}\n");
        }

        Assert.Equal(Enumerable.Range(0, Together + 1).Select(number => (long)number), await Task.WhenAll(calls));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Replies_may_be_cut_and_joined_anywhere(int seed)
    {
        await using ScriptedAgent agent = await StartAsync();
        Random random = new(seed);
        Task<long>[] calls = [.. Enumerable.Range(0, 100).Select(number => CallAsync(agent, number))];
        string unsent = "";
        for (int number = 0; number < calls.Length; number++)
        {
            await agent.HearAsync();
            unsent += $"{{\"return\": {new string(' ', random.Next(200))}{number}}}\n";

            // Nothing or a piece now; a window's worth may not be kept back, as the next request would not come then.
            int length = number % 8 == 7 ? unsent.Length : random.Next(unsent.Length);
            await agent.SayAsync(unsent[..length]);
            unsent = unsent[length..];
        }

        await agent.SayAsync(unsent);
        Assert.Equal(Enumerable.Range(0, 100).Select(number => (long)number), await Task.WhenAll(calls));
    }

    [Fact]
    public async Task Call_that_is_cancelled_in_the_middle_leaves_the_others_their_replies()
    {
        await using ScriptedAgent agent = await StartAsync();
        using CancellationTokenSource cancelled = new();
        Task<long>[] calls = [.. Enumerable.Range(0, 10).Select(number => CallAsync(agent, number, number == 4 ? cancelled.Token : Cancellation))];
        for (int number = 0; number < calls.Length; number++)
        {
            await agent.HearAsync();
        }

        await agent.SayAsync("{\"return\": 0}\n{\"return\": 1}\n");
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calls[4]);
        Task<long> later = CallAsync(agent, 10);
        for (int number = 2; number < calls.Length; number++)
        {
            await agent.SayAsync($"{{\"return\": {number}}}\n");
        }

        long[] others = await Task.WhenAll(calls.Where(call => !call.IsCanceled));
        Assert.Equal([0, 1, 2, 3, 5, 6, 7, 8, 9], others);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await agent.SayAsync("{\"return\": 10}\n");
        Assert.Equal(10, await later);
    }

    [Fact]
    public async Task Call_that_is_refused_leaves_the_others_their_replies()
    {
        await using ScriptedAgent agent = await StartAsync();
        Task<long>[] calls = [.. Enumerable.Range(0, 3).Select(number => CallAsync(agent, number))];
        for (int number = 0; number < calls.Length; number++)
        {
            await agent.HearAsync();
            await agent.SayAsync(number == 1 ? "{\"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}}\n" : $"{{\"return\": {number}}}\n");
        }

        Assert.Equal((0, 2), (await calls[0], await calls[2]));
        Assert.Equal(ErrorClass.GenericError, (await Assert.ThrowsAsync<GuestAgentRefusedException>(() => calls[1])).ErrorClass);
        Task<long> next = CallAsync(agent, 3);
        Assert.Equal("""{"execute": "guest-own-3"}""", await agent.HearAsync());
        await agent.SayAsync("{\"return\": 3}\n");
        Assert.Equal(3, await next);
    }

    [Theory]
    [InlineData("nonsense\n")]
    [InlineData("{\"return\": \"text\"}\n")]
    [InlineData("{\"return\": 1}}\n")]
    public async Task Replies_behind_one_that_makes_no_sense_answer_nothing(string nonsense)
    {
        await using ScriptedAgent agent = await StartAsync();
        Task<long>[] calls = [.. Enumerable.Range(0, 4).Select(number => CallAsync(agent, number))];
        for (int number = 0; number < calls.Length; number++)
        {
            await agent.HearAsync();
        }

        await agent.SayAsync($"{{\"return\": 0}}\n{nonsense}{{\"return\": 2}}\n{{\"return\": 3}}\n");
        Assert.Equal(0, await calls[0]);
        foreach (Task call in calls[1..])
        {
            await Assert.ThrowsAsync<GuestAgentReplyException>(() => call);
        }

        Task<long> next = CallAsync(agent, 4);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await agent.SayAsync("{\"return\": 4}\n");
        Assert.Equal(4, await next);
    }

    [Fact]
    public async Task Agent_that_closes_in_the_middle_loses_what_it_has_not_answered()
    {
        await using ScriptedAgent agent = await StartAsync();
        Task<long>[] calls = [.. Enumerable.Range(0, Together + 4).Select(number => CallAsync(agent, number))];
        for (int number = 0; number < Together; number++)
        {
            await agent.HearAsync();
        }

        await agent.SayAsync("{\"return\": 0}\n");
        await agent.HearAsync();
        agent.HangUp();
        Assert.Equal(0, await calls[0]);
        for (int number = 1; number < calls.Length; number++)
        {
            Exception problem = await Assert.ThrowsAnyAsync<GuestAgentException>(() => calls[number]);
            Assert.True(number <= Together ? problem is GuestConnectionLostException : problem is GuestConnectionLostException or GuestUnreachableException);
        }
    }

    [Fact]
    public async Task Call_that_is_not_pipelined_has_the_link_for_itself()
    {
        await using ScriptedAgent agent = await StartAsync();
        Task<long> first = CallAsync(agent, 0), second = CallAsync(agent, 1);
        Task alone = agent.Client.GuestPingAsync(Cancellation);
        Task<long> behind = CallAsync(agent, 2);
        Assert.Equal("""{"execute": "guest-own-0"}""", await agent.HearAsync());
        Assert.Equal("""{"execute": "guest-own-1"}""", await agent.HearAsync());
        Task<string> next = agent.HearAsync();
        await agent.SayAsync("{\"return\": 0}\n");
        await first;
        Assert.False(next.IsCompleted);
        await agent.SayAsync("{\"return\": 1}\n");
        Assert.Equal("""{"execute": "guest-ping"}""", await next);
        next = agent.HearAsync();
        await Task.Delay(10, Cancellation);
        Assert.False(next.IsCompleted);
        await agent.SayAsync("{\"return\": {}}\n");
        Assert.Equal("""{"execute": "guest-own-2"}""", await next);
        await agent.SayAsync("{\"return\": 2}\n");
        await alone;
        Assert.Equal((1, 2), (await second, await behind));
    }

    [Fact]
    public async Task Calls_from_many_threads_all_get_their_own_reply()
    {
        await using ScriptedAgent agent = await StartAsync();
        const int count = 20_000;
        Task answering = Task.Run(async () =>
        {
            for (int number = 0; number < count; number++)
            {
                string request = await agent.HearAsync();
                await agent.SayAsync($"{{\"return\": {request.AsSpan("{\"execute\": \"guest-own-".Length).TrimEnd("\"}")}}}\n");
            }
        }, Cancellation);
        int last = -1;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int number = Interlocked.Increment(ref last); number < count; number = Interlocked.Increment(ref last))
            {
                Assert.Equal(number, await CallAsync(agent, number));
            }
        }, Cancellation)));
        await answering;
    }

    private static async Task<ScriptedAgent> StartAsync()
    {
        ScriptedAgent agent = await ScriptedAgent.StartAsync();
        Task synchronized = agent.Link!.SynchronizeAsync(Cancellation);
        await agent.ShakeHandsAsync();
        await synchronized;
        return agent;
    }

    private static Task<long> CallAsync(ScriptedAgent agent, int number, CancellationToken? cancellation = null) =>
        agent.Client.CallPipelinedAsync(
            new RemoteCommand($"guest-own-{number}"),
            null,
            reply => agent.Client.ReadResult<long>(reply, JsonValue.ReadInt64),
            cancellation ?? Cancellation);
}
