using System.Net;
using System.Net.Sockets;

namespace Qga.Client.Tests.Transports;

public sealed class TcpTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("127.0.0.1", "localhost")]
    [InlineData("::1", "[::1]")]
    public async Task Agent_behind_a_port_answers(string address, string host)
    {
        IPAddress where = IPAddress.Parse(address);
        Assert.SkipUnless(where.AddressFamily == AddressFamily.InterNetwork || Socket.OSSupportsIPv6, "no IPv6 here");
        using Listener listener = Listener.Tcp(where);
        await using GuestAgentClient client = new(GuestAddress.Parse($"tcp:{host}:{listener.Port}"));
        Task<long> call = client.GuestGetTimeAsync(Cancellation);
        await using ScriptedAgent agent = new(await listener.Socket.AcceptAsync(Cancellation), client);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await agent.SayAsync("{\"return\": 7}\n");
        Assert.Equal(7, await call);
    }

    [Fact]
    public async Task Host_that_does_not_exist_is_named()
    {
        await using GuestAgentClient client = new(new TcpGuestAddress("no-such-host.invalid", 1));
        GuestUnreachableException problem = await Assert.ThrowsAnyAsync<GuestUnreachableException>(() => client.GuestPingAsync(Cancellation));
        Assert.Contains("no-such-host.invalid", problem.Message, StringComparison.Ordinal);
    }
}
