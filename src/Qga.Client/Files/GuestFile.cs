namespace Qga.Client;

/// <summary>
/// A file of a guest as a stream. Reads ahead and writes behind: several pieces are under way at a time. Its position is kept here and told to the
/// agent when it is needed, so that pipes and devices can be read and written too; with QEMU's agent a read of a pipe that has less than a piece
/// loses it. As with any stream, one operation at a time.
/// </summary>
/// <remarks>
/// A write that fails is reported by the next write, flush or disposal, and by every write and flush after that: what the file holds from there on is
/// unknown. Members without <c>Async</c> block their thread.
/// </remarks>
#pragma warning disable CA1710 // A guest's file is what its users see in it.
public sealed partial class GuestFile : Stream
#pragma warning restore CA1710
{
    private readonly GuestAgentClient _client;
    private readonly GuestFileMode _mode;
    private readonly GuestFileOptions _options;
    private long _position;

    // Whether the agent's position is not where the pieces in memory end, or, without any, where the caller is.
    private bool _mustSeek;
    private bool _isDisposed;

    internal GuestFile(GuestAgentClient client, long handle, string path, GuestFileMode mode, GuestFileOptions options)
    {
        _client = client;
        Handle = handle;
        Path = path;
        _mode = mode;
        _options = options;
    }

    /// <summary>The file's path in the guest.</summary>
    public string Path { get; }

    /// <summary>The agent's number for the open file.</summary>
    public long Handle { get; }

    /// <inheritdoc/>
    public override bool CanRead => !_isDisposed && _mode is not (GuestFileMode.Create or GuestFileMode.Append);

    /// <inheritdoc/>
    public override bool CanWrite => !_isDisposed && _mode != GuestFileMode.Read;

    /// <inheritdoc/>
    public override bool CanSeek => !_isDisposed;

    /// <summary>The length of the file. This asks the agent and blocks; <see cref="GetLengthAsync"/> does not.</summary>
    public override long Length => GetLengthAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => MoveTo(value);
    }

    /// <summary>Asks the agent how long the file is, what has been written included.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The length in bytes.</returns>
    /// <exception cref="GuestFileLostException">The agent was restarted.</exception>
    /// <exception cref="GuestAgentException">The call failed.</exception>
    public async Task<long> GetLengthAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        await FinishWritesAsync(cancellationToken).ConfigureAwait(false);
        DropPieces();
        _mustSeek = true;
        return await CallAsync(_client.SeekAsync(Handle, 0, SeekOrigin.End, cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>From the end it asks the agent for the length and blocks; otherwise the next read or write tells the agent.</remarks>
    public override long Seek(long offset, SeekOrigin origin)
    {
        MoveTo(checked(offset + origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => _position,
            SeekOrigin.End => Length,
            _ => throw new ArgumentOutOfRangeException(nameof(origin)),
        }));
        return _position;
    }

    /// <summary>Not possible: agents cannot change the length of an open file.</summary>
    /// <param name="value">The length.</param>
    public override void SetLength(long value) => throw new NotSupportedException("a guest agent cannot change the length of an open file");

    /// <inheritdoc/>
    public override void Flush() => FlushAsync(CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Writes what has been kept back and hands it to the guest's kernel.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>When the kernel has it.</returns>
    /// <exception cref="GuestAgentException">This or an earlier write has failed.</exception>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        await FinishWritesAsync(cancellationToken).ConfigureAwait(false);
        if (_isUnflushed)
        {
            await FlushAgentAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes what has been kept back and closes the file.</summary>
    /// <returns>When it is closed.</returns>
    /// <exception cref="GuestAgentException">A write of which no earlier call has told has failed, or the close itself.</exception>
    public override async ValueTask DisposeAsync()
    {
        try
        {
            if (!_isDisposed)
            {
                await CloseAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _isDisposed = true;
            DropPieces();
            ReleaseWriting();
            await base.DisposeAsync().ConfigureAwait(false);
        }

        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }

    private async Task CloseAsync()
    {
        Exception? problem = _fault is not null && _isFaultReported ? _fault : null;
        try
        {
            if (problem is null)
            {
                await FinishWritesAsync(CancellationToken.None).ConfigureAwait(false);

                // QEMU's agent keeps a handle whose close has failed, in a state that harms others; a flush that fails harms nobody.
                if (_isUnflushed)
                {
                    await FlushAgentAsync(CancellationToken.None).ConfigureAwait(false);
                }
            }
        }
        catch (Exception failure) when (failure is GuestAgentException)
        {
            problem = failure;
            throw;
        }
        finally
        {
            await CloseHandleAsync(problem).ConfigureAwait(false);
        }
    }

    // A close that follows a failure of which the caller is told, and one of a file that was only read, need not report.
    private async Task CloseHandleAsync(Exception? problem)
    {
        if (problem is GuestFileLostException)
        {
            return;
        }

        try
        {
            await CallAsync(_client.GuestFileCloseAsync(Handle, CancellationToken.None)).ConfigureAwait(false);
        }
        catch (GuestAgentException) when (problem is not null || _mode == GuestFileMode.Read)
        {
        }
    }

    private void MoveTo(long position)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        if (position == _position)
        {
            return;
        }

        if (_current is { } current && position > _position && position - _position <= current.Rest.Length)
        {
            current.Skip((int)(position - _position));
        }
        else
        {
            SendBuffered();
            DropPieces();
            _mustSeek = true;
        }

        _position = position;
    }

    private async ValueTask SeekIfNeededAsync(CancellationToken cancellationToken)
    {
        if (_mustSeek)
        {
            await CallAsync(_client.SeekAsync(Handle, _position, SeekOrigin.Begin, cancellationToken)).ConfigureAwait(false);
            _mustSeek = false;
        }
    }

    private async Task<T> CallAsync<T>(Task<T> call)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (GuestAgentRefusedException refusal) when (GuestFileLostException.Fits(refusal))
        {
            throw new GuestFileLostException(Path, refusal);
        }
    }

    private async Task CallAsync(Task call)
    {
        try
        {
            await call.ConfigureAwait(false);
        }
        catch (GuestAgentRefusedException refusal) when (GuestFileLostException.Fits(refusal))
        {
            throw new GuestFileLostException(Path, refusal);
        }
    }
}
