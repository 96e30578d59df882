using Qga.Protocol.Framing;
using Qga.Protocol.Sync;

namespace Qga.Client;

/// <summary>Cuts what an agent sends into replies. Memory is bounded by the longest reply allowed.</summary>
/// <param name="stream">What the agent sends.</param>
/// <param name="maxLength">How long a reply may be, in bytes.</param>
internal sealed class ReplyReader(Stream stream, int maxLength)
{
    private const int ChunkSize = 64 << 10;

    private readonly Framer _framer = new(new FramerLimits { Size = int.MaxValue, Tokens = int.MaxValue });
    private readonly byte[] _chunk = new byte[ChunkSize];
    private byte[] _buffer = new byte[ChunkSize];
    private int _start;
    private int _end;
    private Task<int>? _arriving;

    private Span<byte> Pending => _buffer.AsSpan(_start.._end);

    /// <summary>Whether something has come that no call asked for.</summary>
    public bool HasRest
    {
        get
        {
            DropBlanks();
            return _start < _end;
        }
    }

    /// <summary>The next reply.</summary>
    /// <param name="cancellationToken">Ends the wait; nothing is lost.</param>
    /// <returns>A sound text, good until the next call.</returns>
    /// <exception cref="GuestAgentReplyException">It is no JSON, or too long.</exception>
    /// <exception cref="GuestAgentConnectionException">The agent is gone.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        DropBlanks();
        _framer.Reset();
        bool hasBegun = _start < _end;
        while (true)
        {
            Frame frame = hasBegun ? _framer.Scan(Pending) : default;
            int at = _start;
            _start += frame.Consumed;
            switch (frame.Kind)
            {
                case FrameKind.Message when frame.Length <= maxLength:
                    return _buffer.AsMemory(at + frame.Start, frame.Length);
                case FrameKind.SyntaxError:
                    throw new GuestAgentReplyException(frame.Error.ToString());
            }

            if (frame.Kind == FrameKind.Message || _end - _start > maxLength)
            {
                throw new GuestAgentReplyException(FormattableString.Invariant($"it is longer than {maxLength} bytes"));
            }

            await ReceiveAsync(cancellationToken).ConfigureAwait(false);
            if (!hasBegun)
            {
                DropBlanks();
                hasBegun = _start < _end;
            }
        }
    }

    /// <summary>Drops everything up to and with the next <see cref="Handshake.Sentinel"/>, and gives the line behind it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The line; empty if it is cut by another sentinel, or longer than any reply to a synchronization. Good until the next call.</returns>
    /// <exception cref="GuestAgentConnectionException">The agent is gone.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadBehindSentinelAsync(CancellationToken cancellationToken)
    {
        const int Longest = 4096;
        int sentinel;
        while ((sentinel = Pending.IndexOf(Handshake.Sentinel)) < 0)
        {
            _start = _end;
            await ReceiveAsync(cancellationToken).ConfigureAwait(false);
        }

        _start += sentinel + 1;
        int end;
        while ((end = Pending.IndexOfAny((byte)'\n', Handshake.Sentinel)) < 0 && _end - _start <= Longest)
        {
            await ReceiveAsync(cancellationToken).ConfigureAwait(false);
        }

        if (end < 0 || _buffer[_start + end] == Handshake.Sentinel)
        {
            return default;
        }

        ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, end);
        _start += end + 1;
        return line;
    }

    // Between replies a sentinel says that nothing before it counts, and nothing is before it.
    private void DropBlanks()
    {
        int length = Pending.IndexOfAnyExcept([(byte)' ', (byte)'\t', (byte)'\r', (byte)'\n', Handshake.Sentinel]);
        _start = length < 0 ? _end : _start + length;
    }

    private async ValueTask ReceiveAsync(CancellationToken cancellationToken)
    {
        int count;
        try
        {
            // A wait that is given up leaves the reading as it is, for the next call to go on with.
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
        Pending.CopyTo(target);
        _buffer = target;
        _start = 0;
        _end = length;
    }
}
