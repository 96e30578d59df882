using System.Net.Sockets;

namespace Qga.Cli.Tests;

/// <summary>
/// A socket before an agent's, which passes on what both sides say. When so many bytes have passed it holds everything back until it is released, so that a
/// test can do something in the middle.
/// </summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TemporaryPlace _place = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _agent;
    private readonly long _limit;
    private readonly Task _serving;
    private long _passed;

    /// <param name="agent">The agent's socket.</param>
    /// <param name="limit">How many bytes pass, in both directions together.</param>
    public Relay(string agent, long limit)
    {
        (_agent, _limit) = (agent, limit);
        _listener.Bind(new UnixDomainSocketEndPoint(Address));
        _listener.Listen();
        _serving = ServeAsync();
    }

    public string Address => $"{_place.Path}/relay.sock";

    /// <summary>When so many bytes have passed.</summary>
    public Task Held => _held.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    public void Release() => _released.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _ending.CancelAsync();
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
        _place.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> clients = [];
        while (!_ending.IsCancellationRequested)
        {
            clients.Add(ServeAsync(await _listener.AcceptAsync(_ending.Token)));
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        using (Socket agent = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            try
            {
                await agent.ConnectAsync(new UnixDomainSocketEndPoint(_agent), _ending.Token);
                await Task.WhenAny(PassAsync(client, agent), PassAsync(agent, client));
            }
            catch (Exception end) when (end is SocketException or OperationCanceledException)
            {
                // The agent is gone.
            }
        }
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[64 << 10];
        try
        {
            while (await from.ReceiveAsync(buffer, _ending.Token) is > 0 and int count)
            {
                if (Interlocked.Add(ref _passed, count) > _limit)
                {
                    _held.TrySetResult();
                    await _released.Task.WaitAsync(_ending.Token);
                }

                for (int sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _ending.Token);
                }
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One of them is gone.
        }
    }
}
