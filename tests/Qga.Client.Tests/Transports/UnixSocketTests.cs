using System.Net.Sockets;

namespace Qga.Client.Tests.Transports;

public sealed class UnixSocketTests
{
    [Fact]
    public async Task Socket_whose_queue_is_full_is_held_by_others()
    {
        using Listener listener = Listener.Unix(backlog: 0);
        using Socket holder = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await holder.ConnectAsync(listener.Socket.LocalEndPoint!, TestContext.Current.CancellationToken);
        await using GuestAgentClient client = new(new UnixGuestAddress(listener.Path));
        GuestAgentSilentException problem = await Assert.ThrowsAsync<GuestAgentSilentException>(
            () => client.GuestPingAsync(TestContext.Current.CancellationToken));
        Assert.Equal($"{listener.Path} is held by other hosts, which wait for their turn already", problem.Message);
    }

    [Fact]
    public async Task Socket_that_another_host_holds_is_silent()
    {
        using Listener listener = Listener.Unix(backlog: 1);
        using Socket holder = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await holder.ConnectAsync(listener.Socket.LocalEndPoint!, TestContext.Current.CancellationToken);
        await using GuestAgentClient client = new(
            new UnixGuestAddress(listener.Path), new() { Stream = new() { SynchronizationTimeout = TimeSpan.FromMilliseconds(100) } });
        await Assert.ThrowsAsync<GuestAgentSilentException>(() => client.GuestPingAsync(TestContext.Current.CancellationToken));
    }
}
