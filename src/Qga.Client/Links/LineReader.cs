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
    private const int ChunkSize = 64 << 10;

    private readonly byte[] _chunk = new byte[ChunkSize];
    private byte[] _buffer = new byte[ChunkSize];
    private int _start;
    private int _end;
    private Task<int>? _arriving;

    /// <summary>Whether bytes have been received that no exchange asked for.</summary>
    public bool HasUnread
    {
        get
        {
            SkipBlanks();
            return _start < _end;
        }
    }

    private ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start.._end);

    /// <summary>The next line.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The line without its end, valid until the next call. A sentinel in the middle of it ends it too.</returns>
    /// <exception cref="GuestAgentReplyException">It is too long.</exception>
    /// <exception cref="GuestAgentConnectionException">The stream has ended.</exception>
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
    /// <exception cref="GuestAgentConnectionException">The stream has ended.</exception>
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

    // Between replies a sentinel says that nothing before it counts, and nothing is before it.
    private void SkipBlanks()
    {
        int length = Unread.IndexOfAnyExcept([(byte)' ', (byte)'\t', (byte)'\r', (byte)'\n', Framer.Sentinel]);
        _start = length < 0 ? _end : _start + length;
    }

    private async ValueTask ReceiveAsync(CancellationToken cancellationToken)
    {
        int count;
        try
        {
            _arriving ??= stream.ReadAsync(_chunk, CancellationToken.None).AsTask();
            count = await _arriving.WaitAsync(cancellationToken).ConfigureAwait(false);
            _arriving = null;
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException)
        {
            throw new GuestAgentConnectionException(problem);
        }

        if (count == 0)
        {
            throw new GuestAgentConnectionException();
        }

        MakeRoom(count);
        _chunk.AsSpan(0, count).CopyTo(_buffer.AsSpan(_end));
        _end += count;
    }

    private void MakeRoom(int count)
    {
        int length = _end - _start;
        if (_buffer.Length - _end >= count)
        {
            return;
        }

        // What a long reply needed is given back once it is used up.
        int needed = length + count;
        byte[] target = needed > _buffer.Length ? new byte[Math.Max(needed, (int)Math.Min(2L * length, Array.MaxLength))]
            : needed <= ChunkSize && _buffer.Length > ChunkSize ? new byte[ChunkSize]
            : _buffer;
        Unread.CopyTo(target);
        _buffer = target;
        _start = 0;
        _end = length;
    }
}
