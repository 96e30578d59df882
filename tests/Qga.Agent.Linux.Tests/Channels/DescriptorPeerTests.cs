using System.Net.Sockets;
using Qga.Agent.Linux.Channels;
using Qga.Agent.Sessions;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Tests.Channels;

public sealed class DescriptorPeerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qga-");
    private readonly Socket _client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Socket _served;
    private readonly SafeDescriptor _descriptor;

    public DescriptorPeerTests()
    {
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        UnixDomainSocketEndPoint address = new($"{_folder.FullName}/socket");
        listener.Bind(address);
        listener.Listen();
        _client.Connect(address);
        _served = listener.Accept();
        _served.Blocking = false;
        _descriptor = new((int)_served.Handle, owns: false);
    }

    [Fact(Timeout = 30_000)]
    public async Task Client_that_takes_nothing_for_long_counts_as_gone()
    {
        DescriptorPeer peer = new(_descriptor, isPort: false, TimeSpan.FromMilliseconds(20));
        Fill(peer);
        Assert.Equal(PeerState.Gone, await Task.Run(peer.WaitForRoom, TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = 30_000)]
    public async Task Client_that_takes_something_goes_on()
    {
        DescriptorPeer peer = new(_descriptor, isPort: false);
        Fill(peer);
        Task<PeerState> room = Task.Run(peer.WaitForRoom, TestContext.Current.CancellationToken);
        byte[] some = new byte[1 << 20];
        while (!room.IsCompleted && _client.Available > 0)
        {
            _client.Receive(some);
        }

        Assert.Equal(PeerState.Ready, await room);
    }

    public void Dispose()
    {
        _client.Dispose();
        _served.Dispose();
        _folder.Delete(recursive: true);
    }

    private static void Fill(DescriptorPeer peer)
    {
        byte[] some = new byte[64 << 10];
        while (peer.Send(some) > 0)
        {
        }
    }
}
