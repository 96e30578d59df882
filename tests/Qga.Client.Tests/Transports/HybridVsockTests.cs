using System.Net.Sockets;
using System.Text;

namespace Qga.Client.Tests.Transports;

/// <summary>The client and a stand-in for the vsock of Firecracker and Cloud Hypervisor, which behaves as Firecracker's docs/vsock.md says.</summary>
public sealed class HybridVsockTests : IDisposable
{
    private readonly Listener _listener = Listener.Unix();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData("OK 1073741824\n")]
    [InlineData("OK 0\n")]
    [InlineData("OK 4294967295\n")]
    public async Task Agent_behind_the_hypervisor_answers(string answer)
    {
        await using GuestAgentClient client = Client();
        Task<long> call = client.GuestGetTimeAsync(Cancellation);
        await using ScriptedAgent agent = new(await _listener.Socket.AcceptAsync(Cancellation), client);
        Assert.Equal("CONNECT 5000", await agent.HearAsync());

        // What an earlier client was not told follows in the same packet.
        await agent.SayAsync($"{answer}{{\"return\": {{}}}}\n");
        await agent.ShakeHandsAsync();
        Assert.Equal("""{"execute": "guest-get-time"}""", await agent.HearAsync());
        await agent.SayAsync("{\"return\": 7}\n");
        Assert.Equal(7, await call);
    }

    [Fact]
    public async Task Answer_may_come_byte_by_byte()
    {
        await using GuestAgentClient client = Client();
        Task call = client.GuestPingAsync(Cancellation);
        await using ScriptedAgent agent = new(await _listener.Socket.AcceptAsync(Cancellation), client);
        await agent.HearAsync();
        foreach (char one in "OK 17\n")
        {
            await agent.SayAsync($"{one}");
            await Task.Yield();
        }

        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await agent.SayAsync("{\"return\": {}}\n");
        await call;
    }

    [Fact]
    public async Task Port_where_nobody_listens_is_closed_without_a_word() =>
        Assert.Equal($"nobody in the guest listens at port 5000 of {_listener.Path}", await FailureAsync<GuestAgentNotRunningException>(""));

    [Fact]
    public async Task Connection_that_is_reset_is_one_to_nobody() =>
        await FailureAsync<GuestAgentNotRunningException>("OK 1", socket => socket.LingerState = new(true, 0));

    [Theory]
    [InlineData("garbage\n", "garbage")]
    [InlineData("OK\n", "OK")]
    [InlineData("OK \n", "OK ")]
    [InlineData("OK x\n", "OK x")]
    [InlineData("\n", "")]
    [InlineData("\u001B[2J\u0007\u00FF\n", "?[2J??")]
    [InlineData("OK 11111111111111111111111111111111111111111111111111111111111", "OK 11111111111111111111111111111...")]
    public async Task What_answers_otherwise_is_no_hypervisor(string answer, string shown) =>
        Assert.Equal($"{_listener.Path} is no vsock of a hypervisor: it answered '{shown}' to CONNECT", await FailureAsync<GuestUnreachableException>(answer));

    [Fact]
    public async Task Hypervisor_that_does_not_answer_is_silent()
    {
        await using GuestAgentClient client = new(
            new HybridVsockGuestAddress(_listener.Path, 5000), new() { Stream = new() { SynchronizationTimeout = TimeSpan.FromMilliseconds(100) } });
        GuestAgentSilentException silence = await Assert.ThrowsAsync<GuestAgentSilentException>(() => client.GuestPingAsync(Cancellation));
        Assert.Equal($"{_listener.Path} has not answered within 0.1 s", silence.Message);
    }

    [Fact]
    public async Task Wait_for_the_hypervisor_can_be_given_up()
    {
        await using GuestAgentClient client = Client();
        using CancellationTokenSource cancelled = new();
        Task call = client.GuestPingAsync(cancelled.Token);
        using Socket socket = await _listener.Socket.AcceptAsync(Cancellation);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Socket_that_is_missing_is_named()
    {
        await using GuestAgentClient client = new(new HybridVsockGuestAddress("/nonexistent/socket", 5000));
        await Assert.ThrowsAsync<GuestSocketNotFoundException>(() => client.GuestPingAsync(Cancellation));
    }

    private GuestAgentClient Client() => new(new HybridVsockGuestAddress(_listener.Path, 5000));

    private async Task<string> FailureAsync<T>(string answer, Action<Socket>? prepare = null)
        where T : GuestUnreachableException
    {
        await using GuestAgentClient client = Client();
        Task call = client.GuestPingAsync(Cancellation);
        using (Socket socket = await _listener.Socket.AcceptAsync(Cancellation))
        {
            prepare?.Invoke(socket);
            byte[] heard = new byte["CONNECT 5000\n".Length];
            await using NetworkStream stream = new(socket);
            await stream.ReadExactlyAsync(heard, Cancellation);
            await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), Cancellation);
        }

        return (await Assert.ThrowsAsync<T>(() => call)).Message;
    }
}
