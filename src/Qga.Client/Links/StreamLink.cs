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

    // Both let those that wait pass in the order in which they came. A request takes its place among the receivers while it holds the sender's.
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly SemaphoreSlim _receiving = new(1, 1);

    // Requests by the order in which they were sent, replies by the order in which they come.
    private long _lastRequest;
    private long _nextReply = 1;
    private bool _isSynchronized;
    private bool _isOutOfStep;
    private Exception? _lost;

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

    /// <inheritdoc/>
    public bool CanPipeline => true;

    /// <summary>Whether the stream is known to have ended, so that nothing more can be sent.</summary>
    internal bool IsEnded
    {
        get
        {
            HasUnasked();
            return _lost is not null || _lines.IsEnded;
        }
    }

    /// <summary>
    /// Waits until the agent answers and its replies are in step with the requests. An exchange does this by itself where it is needed; here it shows
    /// that an agent is there.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>When the agent has answered.</returns>
    /// <exception cref="GuestAgentSilentException">The agent does not answer.</exception>
    /// <exception cref="GuestUnreachableException">The stream has ended.</exception>
    public async Task SynchronizeAsync(CancellationToken cancellationToken = default)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await SynchronizeInTurnAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<T> ExchangeAsync<T>(LinkRequest request, ReplyReader<T> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        Task turn;
        long number;
        long syncId = request.IsAnswered ? 0 : SyncRequest.NewId();
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isSynchronized || HasUnasked() || _lines.IsEnded)
            {
                await SynchronizeInTurnAsync(cancellationToken).ConfigureAwait(false);
            }

            number = ++_lastRequest;
            turn = _receiving.WaitAsync(CancellationToken.None);
            try
            {
                await WithinAsync(
                    request.Timeout, token => WriteAsync(Compose(request, syncId), token), request.Command, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                _isSynchronized = false;
                PassOn(turn);
                throw;
            }
        }
        finally
        {
            _sending.Release();
        }

        try
        {
            await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _isSynchronized = false;
            PassOn(turn);
            throw;
        }

        try
        {
            return request.IsAnswered
                ? await ReceiveAsync(request, number, read, cancellationToken).ConfigureAwait(false)
                : read(await ReceiveSilenceAsync(request, syncId, cancellationToken).ConfigureAwait(false) is { } reply ? reply.Span : default);
        }
        catch (Exception problem) when (problem is not GuestAgentRefusedException)
        {
            _isSynchronized = false;
            _isOutOfStep |= problem is GuestAgentReplyException;
            throw;
        }
        finally
        {
            // Whoever waits for the next reply receives by himself.
            if (_lost is null && _nextReply > Volatile.Read(ref _lastRequest))
            {
                _lines.Listen();
            }

            _receiving.Release();
        }
    }

    /// <summary>Closes the stream. An exchange that still waits ends with <see cref="GuestConnectionLostException"/>.</summary>
    /// <returns>When it is closed.</returns>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    // Whether something has come while nobody waits for a reply. Where somebody does, the lines are his.
    private bool HasUnasked()
    {
        if (!_receiving.Wait(0, CancellationToken.None))
        {
            return false;
        }

        try
        {
            return _lines.HasUnread();
        }
        finally
        {
            _receiving.Release();
        }
    }

    private async void PassOn(Task turn)
    {
        await turn.ConfigureAwait(false);
        _receiving.Release();
    }

    // A guest-sync goes right behind a request that only an error answers: its reply shows that the command went well.
    private static ReadOnlyMemory<byte> Compose(LinkRequest request, long syncId)
    {
        if (request.IsAnswered)
        {
            return request.Text;
        }

        ArrayBufferWriter<byte> text = new();
        text.Write(request.Text.Span);
        SyncRequest.Write(text, syncId);
        return text.WrittenMemory;
    }

    // Replies to requests that were given up come first.
    private async Task<T> ReceiveAsync<T>(LinkRequest request, long number, ReplyReader<T> read, CancellationToken cancellationToken)
    {
        if (_isOutOfStep)
        {
            throw new GuestAgentReplyException("an earlier reply made no sense, and those behind it may belong to other requests");
        }

        ReadOnlyMemory<byte> reply = default;
        await WithinAsync(request.Timeout, async token =>
        {
            for (; _nextReply <= number; _nextReply++)
            {
                reply = await _lines.ReadAsync(token).ConfigureAwait(false);
            }
        }, request.Command, cancellationToken).ConfigureAwait(false);
        return read(reply.Span);
    }

    private async Task<ReadOnlyMemory<byte>?> ReceiveSilenceAsync(LinkRequest request, long syncId, CancellationToken cancellationToken)
    {
        try
        {
            ReadOnlyMemory<byte> reply = default;
            await WithinAsync(
                request.Timeout,
                async token => reply = await _lines.ReadAsync(token).ConfigureAwait(false),
                request.Command,
                cancellationToken).ConfigureAwait(false);
            if (_parser.IsAnswer(reply.Span, syncId))
            {
                _nextReply = _lastRequest + 1;
                return null;
            }

            _isSynchronized = false;
            return reply;
        }
        catch (Exception silence) when (silence is GuestAgentTimeoutException or GuestConnectionLostException)
        {
            _isSynchronized = false;
            return null;
        }
    }

    private async Task SynchronizeInTurnAsync(CancellationToken cancellationToken)
    {
        await _receiving.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await HandshakeAsync(cancellationToken).ConfigureAwait(false);
            _nextReply = _lastRequest + 1;
            _isSynchronized = true;
            _isOutOfStep = false;
        }
        finally
        {
            _receiving.Release();
        }
    }

    private async Task HandshakeAsync(CancellationToken cancellationToken)
    {
        StreamSynchronizer synchronizer = new();
        try
        {
            await WithinAsync(_options.SynchronizationTimeout, async token =>
            {
                do
                {
                    ArrayBufferWriter<byte> request = new();
                    synchronizer.WriteRequest(request);
                    await WriteAsync(request.WrittenMemory, token).ConfigureAwait(false);
                }
                while (!await IsAnsweredAsync(synchronizer, token).ConfigureAwait(false));
            }, "guest-sync-delimited", cancellationToken).ConfigureAwait(false);
        }
        catch (GuestAgentTimeoutException silence)
        {
            throw new GuestAgentSilentException(
                FormattableString.Invariant($"the guest agent has not answered within {_options.SynchronizationTimeout.TotalSeconds} s"), silence);
        }
        catch (GuestConnectionLostException lost)
        {
            throw new GuestUnreachableException("the connection to the guest agent was closed before it answered", lost);
        }
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

    private async Task WithinAsync(TimeSpan limit, Func<CancellationToken, Task> action, string command, CancellationToken cancellationToken)
    {
        if (_lost is not null)
        {
            throw new GuestConnectionLostException(_lost);
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
        catch (GuestConnectionLostException lost)
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
            throw new GuestConnectionLostException(problem);
        }
    }
}
