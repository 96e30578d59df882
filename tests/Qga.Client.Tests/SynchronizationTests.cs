
namespace Qga.Client.Tests;

public sealed class SynchronizationTests
{
    [Fact]
    public async Task Handshake_that_is_lost_is_sent_again()
    {
        StreamLinkOptions options = new() { SynchronizationInterval = TimeSpan.FromMilliseconds(50), SynchronizationTimeout = TimeSpan.FromSeconds(30) };
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync(linkOptions: options);
        Task<long> call = agent.Client.GuestGetTimeAsync(TestContext.Current.CancellationToken);
        long lost = await agent.HearHandshakeAsync();
        long number = await agent.HearHandshakeAsync();
        Assert.NotEqual(lost, number);

        // Answered as one agent does that was only slow: the reply to the last one counts.
        string request;
        await agent.SayAsync($"\u00FF{{\"return\": {lost}}}\n\u00FF{{\"return\": {number}}}\n");
        while ((request = await agent.HearAsync()).StartsWith('\u00FF'))
        {
            await agent.SayAsync($"\u00FF{{\"return\": {ScriptedAgent.Number(request)}}}\n");
        }

        Assert.Equal("""{"execute": "guest-get-time"}""", request);
        await agent.SayAsync("{\"return\": 7}\n");
        Assert.Equal(7, await call);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Limits_that_cannot_be_are_refused(int value)
    {
        TimeSpan time = TimeSpan.FromSeconds(value);
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamLinkOptions { MaxReplyLength = value });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamLinkOptions { SynchronizationTimeout = time });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GuestAgentClientOptions { CallTimeout = time });
        Assert.Equal(Timeout.InfiniteTimeSpan, new GuestAgentClientOptions { CallTimeout = Timeout.InfiniteTimeSpan }.CallTimeout);
    }
}
