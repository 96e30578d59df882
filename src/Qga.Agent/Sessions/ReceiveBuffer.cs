using Qga.Protocol.Framing;
using Qga.Protocol.Limits;

namespace Qga.Agent.Sessions;

/// <summary>
/// What a peer has sent and the session has not consumed, in one piece, so that a request is one span. It grows with a large request, serves the
/// next ones, and shrinks with <see cref="Trim"/>. Payload is decoded as it arrives and never stands here as text.
/// </summary>
internal sealed class ReceiveBuffer : IDisposable
{
    /// <summary>
    /// The most that is kept of an unfinished request. The protocol bounds its tokens at 64 MiB; white space between them does not count there, so there
    /// must be a bound for all bytes, too.
    /// </summary>
    public const int MaximumLength = 128 << 20;

    private const int InitialLength = 128 << 10;

    // A payload shows itself with its first piece, which is scanned twice. What follows passes through the window, which the processor's cache holds.
    private const int PieceLength = 8 << 10;
    private const int WindowLength = 96 << 10;

    // From this size on, giving out pages one by one takes the kernel longer than the copying.
    private const int HugeLength = 8 << 20;

    // Filled and emptied within one call of Fill.
    [ThreadStatic]
    private static byte[]? s_window;

    private readonly GrowableMemory _memory;
    private readonly Budget _budget;
    private int _start;
    private int _end;

    /// <summary>Makes an empty buffer.</summary>
    /// <param name="memory">Makes its memory.</param>
    /// <param name="budget">What all buffers may take beyond their initial size.</param>
    public ReceiveBuffer(MemorySource memory, Budget budget) => (_memory, _budget) = (memory(InitialLength), budget);

    /// <summary>The bytes received and not consumed.</summary>
    public ReadOnlySpan<byte> Pending => _memory.Span[_start.._end];

    /// <summary>Receives once; <see cref="TryMakeRoom"/> comes first.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="framer">Has been shown what is pending behind <paramref name="framed"/>.</param>
    /// <param name="framed">How many of the pending bytes are in frames that the framer has given already.</param>
    /// <param name="isDrained">Whether less came than there was room for: of a stream socket, all there was.</param>
    /// <returns>As <see cref="IPeer.Receive"/>.</returns>
    public int Fill(IPeer peer, Framer framer, int framed, out bool isDrained)
    {
        int shown = _start + framed;
        bool isPayload = framer.CanPack(_end - shown, out int open) && open < WindowLength / 2 && _memory.Length - _end >= WindowLength;
        Span<byte> room = isPayload
            ? (s_window ??= new byte[WindowLength]).AsSpan(open)
            : _memory.Span[_end..Math.Min(_end + PieceLength, _memory.Length)];
        int count = peer.Receive(room);
        isDrained = count < room.Length;
        if (count > 0 && isPayload)
        {
            _memory.Span[(_end - open).._end].CopyTo(s_window);
            _end = shown + framer.Pack(_memory.Span[shown..], s_window.AsSpan(0, open + count));
        }
        else if (count > 0)
        {
            _end += count;
        }

        return count;
    }

    /// <summary>Makes room for what may be received at once.</summary>
    /// <returns>False where the limit, the budget or the memory of the machine is used up and not a byte has room.</returns>
    public bool TryMakeRoom()
    {
        // Never more is moved than has been consumed: a row of requests needs no more memory than one of them.
        if (_memory.Length - _end < WindowLength && _start >= _end - _start)
        {
            Pending.CopyTo(_memory.Span);
            _end -= _start;
            _start = 0;
        }

        return _memory.Length - _end >= WindowLength || TryGrow() || _end < _memory.Length;
    }

    /// <summary>Appends what another buffer holds. It grows for that whatever the budget says: the other one has had them counted.</summary>
    /// <exception cref="InsufficientMemoryException">The machine has no memory for it.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (_memory.Length - _end < bytes.Length)
        {
            _budget.Take(_memory.Length);
            Grow();
        }

        bytes.CopyTo(_memory.Span[_end..]);
        _end += bytes.Length;
    }

    /// <summary>Drops bytes from the front.</summary>
    public void Consume(int count)
    {
        _start += count;
        if (_start == _end)
        {
            _start = 0;
            _end = 0;
        }
    }

    /// <summary>Drops all pending bytes but the first ones.</summary>
    /// <param name="kept">How many are kept.</param>
    public void Truncate(int kept)
    {
        _end = _start + kept;
        Consume(0);
    }

    /// <summary>Whether it holds memory for a large request that it does not need now.</summary>
    public bool CanTrim => _start == _end && _memory.Length > InitialLength;

    /// <summary>Gives back the memory that only large requests need.</summary>
    public void Trim()
    {
        if (CanTrim)
        {
            _budget.Return(_memory.Length - InitialLength);
            _memory.TryResize(InitialLength);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _budget.Return(_memory.Length - InitialLength);
        _memory.Dispose();
    }

    private bool TryGrow()
    {
        if (_memory.Length >= MaximumLength || !_budget.TryTake(_memory.Length))
        {
            return false;
        }

        try
        {
            Grow();
            return true;
        }
        catch (InsufficientMemoryException)
        {
            return false;
        }
    }

    // As many bytes as there are have been taken from the budget.
    private void Grow()
    {
        int more = _memory.Length;
        if (!_memory.TryResize(2 * more))
        {
            _budget.Return(more);
            throw new InsufficientMemoryException();
        }

        if (_memory.Length >= HugeLength)
        {
            _memory.PreferHugePages();
        }
    }
}
