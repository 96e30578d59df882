using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Protocol.Framing;

namespace Qga.Agent.Channels;

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
    private static byte[]? window;

    private readonly MappedMemory memory = new(InitialLength);
    private int start;
    private int end;

    /// <summary>The bytes received and not yet consumed.</summary>
    public ReadOnlySpan<byte> Pending => memory.Span[start..end];

    /// <summary>Reads once; whether there is room must have been seen to.</summary>
    /// <param name="descriptor">From where.</param>
    /// <param name="framer">Has been shown what is pending.</param>
    /// <param name="isDrained">Whether there was less than could have been read: of a stream socket, all there was.</param>
    /// <returns>As read(2).</returns>
    public nint Fill(SafeDescriptor descriptor, Framer framer, out bool isDrained)
    {
        bool isPayload = framer.CanPack(end - start, out int open) && open < WindowLength / 2 && memory.Length - end >= WindowLength;
        Span<byte> room = isPayload ? (window ??= new byte[WindowLength]).AsSpan(open) : memory.Span[end..Math.Min(end + PieceLength, memory.Length)];
        nint count = Libc.Read(descriptor, room);
        isDrained = count < room.Length;
        if (count > 0 && isPayload)
        {
            memory.Span[(end - open)..end].CopyTo(window);
            end = start + framer.Pack(memory.Span[start..], window.AsSpan(0, open + (int)count));
        }
        else if (count > 0)
        {
            end += (int)count;
        }

        return count;
    }

    /// <summary>Makes room for what may be read at once.</summary>
    /// <returns>False where the limit, or the machine's memory, is reached and not a byte has room.</returns>
    public bool TryMakeRoom()
    {
        // Never more is moved than has been dealt with: a row of requests needs no more memory than one of them.
        if (memory.Length - end < WindowLength && start >= end - start)
        {
            Pending.CopyTo(memory.Span);
            end -= start;
            start = 0;
        }

        return memory.Length - end >= WindowLength || (memory.Length < MaximumLength && Grow()) || end < memory.Length;
    }

    /// <summary>Takes over what another buffer holds from an offset on.</summary>
    /// <param name="bytes">The bytes.</param>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (memory.Length - end < bytes.Length && Grow())
        {
        }

        bytes.CopyTo(memory.Span[end..]);
        end += bytes.Length;
    }

    /// <summary>Drops bytes from the front.</summary>
    /// <param name="count">How many.</param>
    public void Consume(int count)
    {
        start += count;
        if (start == end)
        {
            Clear();
        }
    }

    /// <summary>Whether it holds memory for a large request that it does not need now.</summary>
    public bool CanTrim => start == end && memory.Length > InitialLength;

    /// <summary>Gives memory back that only large requests need.</summary>
    public void Trim()
    {
        if (CanTrim)
        {
            memory.Resize(InitialLength);
        }
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        start = 0;
        end = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();

    private bool Grow()
    {
        bool hasGrown = memory.Resize(memory.Length * 2);
        if (hasGrown && memory.Length >= HugeLength)
        {
            memory.PreferHugePages();
        }

        return hasGrown;
    }
}
