using Qga.Protocol.Framing;
using Qga.Protocol.Handshaking;

namespace Qga.Client;

/// <summary>
/// Cuts what an agent sends into lines, as every reply is one. Memory is bounded by the longest line allowed. A wait that is given up loses
/// nothing: the next one goes on where it ended.
/// </summary>
/// <param name="stream">What the agent sends.</param>
/// <param name="maxLength">The longest line allowed, in bytes.</param>
internal sealed class LineReader(Stream stream, int maxLength)
{
    private const int SmallBuffer = 64 << 10;

    // Replies of a file that is read in pieces are of one length: a buffer of up to this size is kept for the next one.
    private const int KeptBuffer = 8 << 20;

    private byte[] _buffer = new byte[SmallBuffer];
    private int _start;
    private int _end;

    // A socket can be asked at any time whether something has come. From another stream the next bytes are read before they are needed.
    private readonly SocketStream? _socket = stream as SocketStream;

    // It writes behind _end, where nothing else does until it has ended.
    private Task<int>? _arriving;

    /// <summary>Whether the stream is known to have ended: lines that came before may still be read, and no reply will follow.</summary>
    public bool IsEnded => _arriving is { IsFaulted: true } or { IsCompletedSuccessfully: true, Result: 0 };

    /// <summary>Looks between two exchanges, without a wait, whether bytes have come that no exchange asked for, or the end of the stream.</summary>
    /// <returns>Whether there are such bytes.</returns>
    public bool HasUnread()
    {
        Look();
        SkipBlanks();
        return _start < _end || _arriving is { IsCompletedSuccessfully: true, Result: > 0 };
    }

    private ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start.._end);

    /// <summary>The next line.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The line without its end, valid until the next call. A sentinel in the middle of it ends it too.</returns>
    /// <exception cref="GuestAgentReplyException">It is too long.</exception>
    /// <exception cref="GuestConnectionLostException">The stream has ended.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        int searched = 0;
        while (true)
        {
            if (searched == 0)
            {
                SkipBlanks();
            }

            int end = Unread[searched..].IndexOfAny((byte)'\n', Framer.Sentinel);
            int length = end < 0 ? _end - _start : searched + end;
            if (length > maxLength)
            {
                // A read into a buffer that is full gives 0, which would be taken for the end of the stream.
                _start = _end;
                throw new GuestAgentReplyException(FormattableString.Invariant($"it is longer than {maxLength} bytes"));
            }

            if (end >= 0)
            {
                ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, length);
                _start += length;
                return line;
            }

            searched = length;
            await ReceiveAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Drops what comes until a handshake is answered.</summary>
    /// <param name="synchronizer">The handshake, whose request has been sent.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>When it is answered.</returns>
    /// <exception cref="GuestConnectionLostException">The stream has ended.</exception>
    public async Task SynchronizeAsync(StreamSynchronizer synchronizer, CancellationToken cancellationToken)
    {
        while (true)
        {
            bool isAnswered = synchronizer.TryFinish(Unread, out int consumed);
            _start += consumed;
            if (isAnswered)
            {
                return;
            }

            await ReceiveAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Gets ready for the time between two exchanges: a large buffer is given back, and a stream that cannot be asked is read already, so that its end is
    /// known before a request is sent into it. The last line is no longer valid then.
    /// </summary>
    public void Listen()
    {
        if (_socket is null)
        {
            StartReceiving();
        }
        else if (_arriving is null)
        {
            MakeRoom();
        }
    }

    private void Look()
    {
        if (_socket is null || _arriving is not null)
        {
            return;
        }

        MakeRoom();
        try
        {
            if (_socket.TryReceive(_buffer.AsSpan(_end), out int count))
            {
                _arriving = Task.FromResult(count);
            }
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException)
        {
            _arriving = Task.FromException<int>(problem);
        }
    }

    // Between replies a sentinel says that nothing before it counts, and nothing is before it.
    private void SkipBlanks()
    {
        int length = Unread.IndexOfAnyExcept([(byte)' ', (byte)'\t', (byte)'\r', (byte)'\n', Framer.Sentinel]);
        _start = length < 0 ? _end : _start + length;
    }

    private async ValueTask ReceiveAsync(CancellationToken cancellationToken)
    {
        // Waiting for what has come already does not look at the token, and a hostile agent may send faster than it is read.
        cancellationToken.ThrowIfCancellationRequested();
        int count;
        try
        {
            if (_arriving is null)
            {
                _socket?.WaitBriefly();
            }

            StartReceiving();
            count = await _arriving!.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException)
        {
            throw new GuestConnectionLostException(problem);
        }

        if (count == 0)
        {
            throw new GuestConnectionLostException();
        }

        _arriving = null;
        _end += count;
    }

    private void StartReceiving()
    {
        if (_arriving is null)
        {
            MakeRoom();
            _arriving = ReadAsync();
        }
    }

    private async Task<int> ReadAsync() => await stream.ReadAsync(_buffer.AsMemory(_end), CancellationToken.None).ConfigureAwait(false);

    private void MakeRoom()
    {
        int length = _end - _start;
        int room = _buffer.Length - _end;
        bool isTooLarge = _buffer.Length > KeptBuffer && length < SmallBuffer / 2;
        if (!isTooLarge && (room >= SmallBuffer / 2 || (_start == 0 && room > 0)))
        {
            return;
        }

        // What grows fast leaves little behind that is not collected yet; a part that nothing is written to takes no memory.
        int larger = (int)Math.Min(Math.Min(4L * _buffer.Length, maxLength + 2L * SmallBuffer), Array.MaxLength);
        byte[] target = isTooLarge ? new byte[SmallBuffer]
            : length > _buffer.Length / 2 && larger > _buffer.Length ? GC.AllocateUninitializedArray<byte>(larger)
            : _buffer;
        Unread.CopyTo(target);
        _buffer = target;
        _start = 0;
        _end = length;
    }
}
