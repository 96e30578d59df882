using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Protocol.Framing;

namespace Qga.Agent.Linux.Channels;

/// <summary>
/// What a peer has sent and nobody has dealt with yet, in one piece, so that a request is one span. Its pages come from the kernel when they
/// are needed, serve further large requests, and go back with <see cref="Trim"/>. Payload is decoded as it arrives; it never stands here as text.
/// </summary>
internal sealed class ReceiveBuffer : IDisposable
{
    /// <summary>
    /// The most that is kept of an unfinished request. Its tokens may have 64 MiB; white space between tokens does not count
    /// there (agent-wide limit of the protocol), so there must be one on the whole as well.
    /// </summary>
    public const int MaximumLength = 128 << 20;

    private const int InitialLength = 128 << 10;

    // What is read at once. A payload makes itself known with its first piece, which is looked at twice; what follows only passes through the window,
    // which the processor's cache holds.
    private const int PieceLength = 8 << 10;
    private const int WindowLength = 96 << 10;

    // From here on the kernel's work of giving out pages one by one would take longer than the copying.
    private const int HugeLength = 8 << 20;

    // The text of it is gone before the thread does anything else, so one serves all connections.
    [ThreadStatic]
    private static byte[]? s_window;

    private readonly MappedMemory _memory = new(InitialLength);
    private int _start;
    private int _end;

    /// <summary>The bytes received and not yet consumed.</summary>
    public ReadOnlySpan<byte> Pending => _memory.Span[_start.._end];

    /// <summary>Reads once; whether there is room must have been seen to.</summary>
    /// <param name="descriptor">From where.</param>
    /// <param name="framer">Has been shown what is pending.</param>
    /// <param name="isDrained">Whether there was less than could have been read: of a stream socket, all there was.</param>
    /// <returns>As read(2).</returns>
    public nint Fill(SafeDescriptor descriptor, Framer framer, out bool isDrained)
    {
        bool isPayload = framer.CanPack(_end - _start, out int open) && open < WindowLength / 2 && _memory.Length - _end >= WindowLength;
        Span<byte> room = isPayload ? (s_window ??= new byte[WindowLength]).AsSpan(open) : _memory.Span[_end..Math.Min(_end + PieceLength, _memory.Length)];
        nint count = Libc.Read(descriptor, room);
        isDrained = count < room.Length;
        if (count > 0 && isPayload)
        {
            _memory.Span[(_end - open).._end].CopyTo(s_window);
            _end = _start + framer.Pack(_memory.Span[_start..], s_window.AsSpan(0, open + (int)count));
        }
        else if (count > 0)
        {
            _end += (int)count;
        }

        return count;
    }

    /// <summary>Makes room for what may be read at once.</summary>
    /// <returns>False where the limit, or the machine's memory, is reached and not a byte has room.</returns>
    public bool TryMakeRoom()
    {
        // Never more is moved than has been dealt with: a row of requests needs no more memory than one of them.
        if (_memory.Length - _end < WindowLength && _start >= _end - _start)
        {
            Pending.CopyTo(_memory.Span);
            _end -= _start;
            _start = 0;
        }

        return _memory.Length - _end >= WindowLength || (_memory.Length < MaximumLength && Grow()) || _end < _memory.Length;
    }

    /// <summary>Takes over what another buffer holds from an offset on.</summary>
    /// <param name="bytes">The bytes.</param>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (_memory.Length - _end < bytes.Length && Grow())
        {
        }

        bytes.CopyTo(_memory.Span[_end..]);
        _end += bytes.Length;
    }

    /// <summary>Drops bytes from the front.</summary>
    /// <param name="count">How many.</param>
    public void Consume(int count)
    {
        _start += count;
        if (_start == _end)
        {
            Clear();
        }
    }

    /// <summary>Whether it holds memory for a large request that it does not need now.</summary>
    public bool CanTrim => _start == _end && _memory.Length > InitialLength;

    /// <summary>Gives memory back that only large requests need.</summary>
    public void Trim()
    {
        if (CanTrim)
        {
            _memory.Resize(InitialLength);
        }
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        _start = 0;
        _end = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private bool Grow()
    {
        bool hasGrown = _memory.Resize(_memory.Length * 2);
        if (hasGrown && _memory.Length >= HugeLength)
        {
            _memory.PreferHugePages();
        }

        return hasGrown;
    }
}
