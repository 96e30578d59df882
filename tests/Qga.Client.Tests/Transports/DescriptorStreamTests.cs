using System.Net.Sockets;
using Qga.Linux.Interop;

namespace Qga.Client.Tests.Transports;

public sealed class DescriptorStreamTests : IAsyncLifetime
{
    private Socket _held = null!;
    private Socket _peer = null!;
    private DescriptorStream _stream = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (_held, _peer) = await Listener.PairAsync();
        SafeDescriptor descriptor = new((int)_held.SafeHandle.DangerousGetHandle(), owns: false);
        Assert.True(Libc.SetNonBlockingCloseOnExec(descriptor).IsSuccess);
        _stream = new(descriptor);
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _held.Dispose();
        _peer.Dispose();
    }

    [Fact]
    public async Task Bytes_pass_in_both_directions()
    {
        byte[] sent = new byte[1_000_000];
        new Random(1).NextBytes(sent);
        byte[] received = new byte[sent.Length];
        await using NetworkStream peer = new(_peer);
        Task write = _stream.WriteAsync(sent, Cancellation).AsTask();
        await peer.ReadExactlyAsync(received, Cancellation);
        await write;
        Assert.Equal(sent, received);
        write = peer.WriteAsync(sent, Cancellation).AsTask();
        Array.Clear(received);
        await _stream.ReadExactlyAsync(received, Cancellation);
        await write;
        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task Read_that_waits_ends_with_cancellation_and_loses_nothing()
    {
        byte[] buffer = new byte[10];
        using CancellationTokenSource cancelled = new();
        Task read = _stream.ReadAsync(buffer, cancelled.Token).AsTask();
        await Task.Delay(10, Cancellation);
        Assert.False(read.IsCompleted);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        await _peer.SendAsync(new byte[] { 7 });
        Assert.Equal(1, await _stream.ReadAsync(buffer, Cancellation));
        Assert.Equal(7, buffer[0]);
    }

    [Fact]
    public async Task Write_that_waits_ends_with_cancellation()
    {
        using CancellationTokenSource cancelled = new();
        Task write = _stream.WriteAsync(new byte[10_000_000], cancelled.Token).AsTask();
        await FillAsync();
        Assert.False(write.IsCompleted);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
    }

    [Fact]
    public async Task Read_and_write_that_wait_end_with_disposal()
    {
        Task read = _stream.ReadAsync(new byte[10], Cancellation).AsTask();
        Task write = _stream.WriteAsync(new byte[10_000_000], Cancellation).AsTask();
        await FillAsync();
        await _stream.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => read);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => write);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _stream.ReadAsync(new byte[10], Cancellation).AsTask());
        await _stream.DisposeAsync();
    }

    [Fact]
    public async Task Peer_that_closes_ends_a_read_and_fails_a_write()
    {
        Task<int> read = _stream.ReadAsync(new byte[10], Cancellation).AsTask();
        _peer.Dispose();
        Assert.Equal(0, await read);
        await Assert.ThrowsAsync<IOException>(() => _stream.WriteAsync(new byte[10], Cancellation).AsTask());
    }

    // Until the socket takes no more.
    private async Task FillAsync()
    {
        while (_peer.Available < 1000)
        {
            await Task.Delay(1, Cancellation);
        }
    }
}
