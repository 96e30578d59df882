using System.Buffers;
using Qga.Protocol.Handshaking;

namespace Qga.Client;

/// <summary>
/// A byte stream to an agent: a unix socket of QEMU's character device, a vsock, a serial line. The link finds out by itself where the agent's
/// replies begin: before the first exchange, and again after one that was given up, so that neither what an earlier client left behind nor a late
/// reply is ever taken for an answer. Once the stream has ended the link is of no further use.
/// </summary>
public sealed class StreamLink : IGuestLink
{
    private readonly Stream _stream;
    private readonly StreamLinkOptions _options;
    private readonly LineReader _lines;
    private readonly ReplyParser _parser = new();
    private bool _isSynchronized;
    private GuestAgentConnectionException? _lost;

    /// <summary>Uses a stream that is open already. Nothing is sent before the first exchange.</summary>
    /// <param name="stream">The stream, which is closed with the link. A write to it must end when it is cancelled.</param>
    /// <param name="options">How it is used; null: the defaults.</param>
    public StreamLink(Stream stream, StreamLinkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _options = options ?? new();
        _lines = new(stream, _options.MaxReplyLength);
    }

    /// <summary>
    /// Connects to a unix socket, of QEMU's character device on the host or of an agent that listens, and synchronizes.
    /// </summary>
    /// <param name="path">The socket.</param>
    /// <param name="options">How the connection is used; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The link.</returns>
    /// <exception cref="ArgumentException">The path is empty, or longer than a socket's address.</exception>
    /// <exception cref="GuestAgentConnectionException">There is no such socket, nobody listens, or the connection was closed at once.</exception>
    /// <exception cref="GuestAgentTimeoutException">No agent answers.</exception>
    public static async Task<StreamLink> ConnectUnixAsync(
        string path, StreamLinkOptions? options = null, CancellationToken cancellationToken = default)
    {
        StreamLink link = new(await UnixSocket.ConnectAsync(path, cancellationToken).ConfigureAwait(false), options);
        try
        {
            await link.SynchronizeAsync(cancellationToken).ConfigureAwait(false);
            return link;
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ExchangeAsync(LinkRequest request, CancellationToken cancellationToken)
    {
        if (!_isSynchronized || _lines.HasUnread)
        {
            await SynchronizeAsync(cancellationToken).ConfigureAwait(false);
        }

        _isSynchronized = false;
        return request.IsAnswered
            ? await CallAsync(request, cancellationToken).ConfigureAwait(false)
            : await SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Resynchronize() => _isSynchronized = false;

    /// <summary>Closes the stream. An exchange that still waits ends with <see cref="GuestAgentConnectionException"/>.</summary>
    /// <returns>When it is closed.</returns>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<ReadOnlyMemory<byte>> CallAsync(LinkRequest request, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> reply = default;
        await WithinAsync(request.Timeout, request.Command, async token =>
        {
            await WriteAsync(request.Text, token).ConfigureAwait(false);
            reply = await _lines.ReadAsync(token).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        _isSynchronized = true;
        return reply;
    }

    // A guest-sync goes right behind the request: its reply shows that the command went well.
    private async Task<ReadOnlyMemory<byte>> SendAsync(LinkRequest request, CancellationToken cancellationToken)
    {
        long id = SyncRequest.NewId();
        ArrayBufferWriter<byte> text = new();
        text.Write(request.Text.Span);
        SyncRequest.Write(text, id);
        await WithinAsync(request.Timeout, request.Command, token => WriteAsync(text.WrittenMemory, token), cancellationToken).ConfigureAwait(false);
        try
        {
            ReadOnlyMemory<byte> reply = default;
            await WithinAsync(
                request.Timeout,
                request.Command,
                async token => reply = await _lines.ReadAsync(token).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
            _isSynchronized = _parser.IsAnswer(reply.Span, id);
            return _isSynchronized ? default : reply;
        }
        catch (Exception silence) when (silence is GuestAgentTimeoutException or GuestAgentConnectionException)
        {
            return default;
        }
    }

    private async Task SynchronizeAsync(CancellationToken cancellationToken)
    {
        _isSynchronized = false;
        StreamSynchronizer synchronizer = new();
        await WithinAsync(_options.SynchronizationTimeout, "guest-sync-delimited", async token =>
        {
            do
            {
                ArrayBufferWriter<byte> request = new();
                synchronizer.WriteRequest(request);
                await WriteAsync(request.WrittenMemory, token).ConfigureAwait(false);
            }
            while (!await IsAnsweredAsync(synchronizer, token).ConfigureAwait(false));
        }, cancellationToken).ConfigureAwait(false);
        _isSynchronized = true;
    }

    private async Task<bool> IsAnsweredAsync(StreamSynchronizer synchronizer, CancellationToken cancellationToken)
    {
        using CancellationTokenSource interval = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        interval.CancelAfter(_options.SynchronizationInterval);
        try
        {
            await _lines.SynchronizeAsync(synchronizer, interval.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task WithinAsync(TimeSpan limit, string command, Func<CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        if (_lost is not null)
        {
            throw new GuestAgentConnectionException(_lost);
        }

        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timed.CancelAfter(limit);
        try
        {
            await action(timed.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GuestAgentTimeoutException(command, limit);
        }
        catch (GuestAgentConnectionException lost)
        {
            _lost = lost;
            throw;
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException)
        {
            throw new GuestAgentConnectionException(problem);
        }
    }
}
