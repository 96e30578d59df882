using System.Buffers;

namespace Qga.Client;

public sealed partial class GuestFile
{
    // Replies that are due, in the order of the file, with the number of bytes that each write must have taken.
    private readonly Queue<(Task<long> Reply, int Count)> _writes = new();
    private byte[] _buffer = [];
    private int _buffered;
    private bool _isUnflushed;
    private GuestAgentException? _fault;
    private bool _isFaultReported;

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        WriteAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <summary>Writes bytes behind those written before. They are on their way, or kept back to fill a piece, when this ends.</summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="cancellationToken">Ends the wait; how many of the bytes were taken is unknown then.</param>
    /// <returns>When the next write may follow.</returns>
    /// <exception cref="GuestFileLostException">The agent was restarted.</exception>
    /// <exception cref="GuestAgentException">An earlier write has failed.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!CanWrite)
        {
            throw new NotSupportedException($"{Path} is open for reading only");
        }

        if (buffer.IsEmpty)
        {
            return;
        }

        await PrepareToWriteAsync(cancellationToken).ConfigureAwait(false);
        while (!buffer.IsEmpty)
        {
            int count = Math.Min(buffer.Length, _options.PieceSize - _buffered);
            if (count == _options.PieceSize)
            {
                await MakeRoomAsync(_options.PiecesInFlight - 1, cancellationToken).ConfigureAwait(false);
                Send(buffer[..count]);
            }
            else
            {
                Keep(buffer.Span[..count]);
                if (_buffered == _options.PieceSize)
                {
                    await MakeRoomAsync(_options.PiecesInFlight - 1, cancellationToken).ConfigureAwait(false);
                    SendBuffered();
                }
            }

            buffer = buffer[count..];
            _position += count;
        }

        await TakeRepliesAsync().ConfigureAwait(false);
    }

    private async ValueTask PrepareToWriteAsync(CancellationToken cancellationToken)
    {
        ThrowFault();
        if (_current is not null || _pieces.Count > 0)
        {
            _mustSeek |= _pieces.Count > 0 || !_current!.Rest.IsEmpty;
            DropPieces();
        }

        if (_mode is GuestFileMode.Append or GuestFileMode.AppendUpdate)
        {
            _mustSeek = true;
        }
        else
        {
            await SeekIfNeededAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_buffer.Length == 0)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(_options.PieceSize);
        }

        bytes.CopyTo(_buffer.AsSpan(_buffered));
        _buffered += bytes.Length;
    }

    private void SendBuffered()
    {
        if (_buffered > 0)
        {
            int count = _buffered;
            _buffered = 0;
            Send(_buffer.AsMemory(0, count));
        }
    }

    private void Send(ReadOnlyMemory<byte> piece)
    {
        _isUnflushed = true;
        _writes.Enqueue((_client.WritePieceAsync(Handle, piece), piece.Length));
    }

    /// <summary>Sends what is kept back and waits for all replies.</summary>
    private async ValueTask FinishWritesAsync(CancellationToken cancellationToken)
    {
        ThrowFault();
        SendBuffered();
        await MakeRoomAsync(0, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until no more replies than some are due.</summary>
    private async ValueTask MakeRoomAsync(int most, CancellationToken cancellationToken)
    {
        await TakeRepliesAsync().ConfigureAwait(false);
        while (_writes.Count > most)
        {
            Task<long> oldest = _writes.Peek().Reply;
            if (!oldest.IsCompleted)
            {
                await Task.WhenAny(oldest).WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            await TakeRepliesAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask TakeRepliesAsync()
    {
        while (_writes.TryPeek(out (Task<long> Reply, int Count) oldest) && oldest.Reply.IsCompleted)
        {
            _writes.Dequeue();
            try
            {
                long count = await CallAsync(oldest.Reply).ConfigureAwait(false);
                if (count != oldest.Count)
                {
                    throw new GuestFileException(FormattableString.Invariant($"{Path} took only {count} of {oldest.Count} bytes"));
                }
            }
            catch (GuestAgentException problem)
            {
                _fault ??= problem;
            }
        }

        ThrowFault();
    }

    private async Task FlushAgentAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(_client.GuestFileFlushAsync(Handle, cancellationToken)).ConfigureAwait(false);
            _isUnflushed = false;
        }
        catch (GuestAgentException problem)
        {
            _fault = problem;
            ThrowFault();
        }
    }

    private void ThrowFault()
    {
        if (_fault is not null)
        {
            _isFaultReported = true;
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_fault);
        }
    }

    private void ReleaseWriting()
    {
        while (_writes.TryDequeue(out (Task<long> Reply, int Count) write))
        {
            _ = write.Reply.ContinueWith(static reply => _ = reply.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }
}
