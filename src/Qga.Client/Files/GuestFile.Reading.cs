namespace Qga.Client;

public sealed partial class GuestFile
{
    // A first read may be all that is wanted of the file.
    private const int FirstPiece = 64 << 10;

    // Asked for, in the order of the file.
    private readonly Queue<FilePiece> _pieces = new();
    private FilePiece? _current;
    private int _ahead = 1;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <summary>
    /// Reads the next bytes. The end of a file is not final: what is added to it afterwards can be read by going on.
    /// </summary>
    /// <param name="buffer">Receives them.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is lost by that.</param>
    /// <returns>How many bytes were read; 0 at the end of the file.</returns>
    /// <exception cref="GuestFileLostException">The agent was restarted.</exception>
    /// <exception cref="GuestAgentException">The read, or an earlier write, has failed.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        ReadOnlyMemory<byte> next = await PeekAsync(buffer.Length, cancellationToken).ConfigureAwait(false);
        int count = Math.Min(next.Length, buffer.Length);
        next[..count].CopyTo(buffer);
        Skip(count);
        return count;
    }

    /// <inheritdoc/>
    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        ValidateCopyToArguments(destination, bufferSize);
        while (await PeekAsync(_options.PieceSize, cancellationToken).ConfigureAwait(false) is { IsEmpty: false } next)
        {
            await destination.WriteAsync(next, cancellationToken).ConfigureAwait(false);
            Skip(next.Length);
        }
    }

    /// <summary>Copies what follows to a stream, to the end of the file. The agent is not asked for the length, which the files of /proc do not have.</summary>
    /// <param name="destination">Gets the bytes.</param>
    /// <param name="cancellationToken">Ends the copy.</param>
    /// <returns>When the end of the file is reached.</returns>
    /// <exception cref="GuestFileLostException">The agent was restarted.</exception>
    /// <exception cref="GuestAgentException">A read, or an earlier write, has failed.</exception>
    public new Task CopyToAsync(Stream destination, CancellationToken cancellationToken = default) =>
        CopyToAsync(destination, _options.PieceSize, cancellationToken);

    /// <summary>Copies what follows to a stream, to the end of the file, without asking for its length.</summary>
    /// <param name="destination">Gets the bytes.</param>
    /// <exception cref="GuestFileLostException">The agent was restarted.</exception>
    /// <exception cref="GuestAgentException">A read, or an earlier write, has failed.</exception>
    public new void CopyTo(Stream destination) => CopyTo(destination, _options.PieceSize);

    /// <summary>The next bytes, where they are; empty at the end of the file. They stay the next ones until they are skipped.</summary>
    /// <param name="wanted">How many the caller can use, if none are there yet.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async ValueTask<ReadOnlyMemory<byte>> PeekAsync(int wanted, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!CanRead)
        {
            throw new NotSupportedException($"{Path} is open for writing only");
        }

        while (_current is null || _current.Rest.IsEmpty)
        {
            await ReadAheadAsync(wanted, cancellationToken).ConfigureAwait(false);
            Task<bool> arrival = _pieces.Peek().Arrival;
            if (!arrival.IsCompleted)
            {
                await Task.WhenAny(arrival).WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            _current?.Dispose();
            _current = _pieces.Dequeue();
            await TakeAsync(_current).ConfigureAwait(false);
            if (_current.Rest.IsEmpty && _pieces.Count == 0)
            {
                return default;
            }
        }

        return _current.Rest;
    }

    /// <summary>Moves past bytes that <see cref="PeekAsync"/> returned.</summary>
    internal void Skip(int count)
    {
        _current!.Skip(count);
        _position += count;
    }

    private async Task TakeAsync(FilePiece piece)
    {
        try
        {
            bool isLast = await CallAsync(piece.Arrival).ConfigureAwait(false);
            _ahead = isLast || piece.Rest.IsEmpty ? 1 : Math.Min(2 * _ahead, _options.PiecesInFlight);
        }
        catch
        {
            DropPieces();
            _mustSeek = true;
            throw;
        }
    }

    private async ValueTask ReadAheadAsync(int wanted, CancellationToken cancellationToken)
    {
        if (_pieces.Count == 0)
        {
            await FinishWritesAsync(cancellationToken).ConfigureAwait(false);
            await SeekIfNeededAsync(cancellationToken).ConfigureAwait(false);
        }

        int size = _ahead > 1 ? _options.PieceSize : Math.Min(_options.PieceSize, Math.Max(wanted, FirstPiece));
        while (_pieces.Count < _ahead)
        {
            _pieces.Enqueue(_client.ReadPiece(Handle, size));
        }
    }

    private void DropPieces()
    {
        _current?.Dispose();
        _current = null;
        while (_pieces.TryDequeue(out FilePiece? piece))
        {
            // Until the reply has come, or been given up, it may be written to.
            _ = piece.Arrival.ContinueWith(
                static (arrival, piece) =>
                {
                    _ = arrival.Exception;
                    ((FilePiece)piece!).Dispose();
                },
                piece,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }

        _ahead = 1;
    }
}
