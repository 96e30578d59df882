using System.Net.Sockets;
using System.Security.Cryptography;

namespace Qga.Client.Tests.Transports;

public sealed class SocketStreamTests : IAsyncLifetime
{
    private readonly Socket _peer = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private SocketStream _stream = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        await _peer.ConnectAsync(new UnixDomainSocketEndPoint(path), Cancellation);
        _stream = new(await listener.AcceptAsync(Cancellation));
        File.Delete(path);
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _peer.Dispose();
    }

    [Fact]
    public async Task What_the_peer_takes_late_arrives_whole()
    {
        byte[] sent = RandomNumberGenerator.GetBytes(3_000_000);
        Task writing = _stream.WriteAsync(sent, Cancellation).AsTask();
        byte[] received = new byte[sent.Length];
        for (int count = 0; count < received.Length;)
        {
            count += await _peer.ReceiveAsync(received.AsMemory(count, Math.Min(received.Length - count, 70_000)), Cancellation);

            // Longer than the stream's thread waits, now and then.
            await Task.Delay(count % 11 == 0 ? 3 : 0, Cancellation);
        }

        await writing;
        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task A_write_that_nobody_takes_can_be_cancelled()
    {
        using CancellationTokenSource cancelled = new(20);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _stream.WriteAsync(new byte[10_000_000], cancelled.Token));
    }

    [Fact]
    public async Task Bytes_their_absence_and_the_end_can_be_asked_for_without_a_wait()
    {
        byte[] buffer = new byte[10];
        Assert.False(_stream.TryReceive(buffer, out _));
        await _peer.SendAsync("abc"u8.ToArray(), Cancellation);
        Assert.True(_stream.TryReceive(buffer, out int count));
        Assert.Equal("abc"u8, buffer.AsSpan(0, count));
        _peer.Shutdown(SocketShutdown.Send);
        Assert.True(_stream.TryReceive(buffer, out count));
        Assert.Equal(0, count);
        Assert.Equal(0, await _stream.ReadAsync(buffer, Cancellation));
    }

    [Fact]
    public async Task A_read_waits_for_what_comes_later_and_can_be_cancelled()
    {
        byte[] buffer = new byte[10];
        ValueTask<int> reading = _stream.ReadAsync(buffer, Cancellation);
        Assert.False(reading.IsCompleted);
        await _peer.SendAsync("abc"u8.ToArray(), Cancellation);
        Assert.Equal(3, await reading);

        using CancellationTokenSource cancelled = new(20);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _stream.ReadAsync(buffer, cancelled.Token).AsTask());
    }

    [Fact]
    public async Task A_peer_that_has_gone_is_an_error_of_input_and_output()
    {
        // What the peer has not read makes its end a reset.
        await _stream.WriteAsync("unread"u8.ToArray(), Cancellation);
        _peer.Dispose();
        Assert.Throws<IOException>(() => _stream.TryReceive(new byte[10], out _));
        await Assert.ThrowsAsync<IOException>(async () => await _stream.WriteAsync("more"u8.ToArray(), Cancellation));
    }

    [Fact]
    public async Task Disposal_ends_a_read_that_waits()
    {
        ValueTask<int> reading = _stream.ReadAsync(new byte[10], Cancellation);
        await _stream.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(async () => await reading);
        Assert.Throws<ObjectDisposedException>(() => _stream.TryReceive(new byte[10], out _));
        _stream.WaitBriefly();
    }
}
