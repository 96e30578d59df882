using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Channels;

/// <summary>
/// What a peer has sent and nobody has dealt with yet, in one piece, so that a request is one span. Its pages come from the kernel when they
/// are needed, serve further large requests, and go back with <see cref="Trim"/>.
/// </summary>
internal sealed class ReceiveBuffer : IDisposable
{
    /// <summary>
    /// The most that is kept of an unfinished request. Its tokens may have 64 MiB; white space between tokens does not count
    /// there (agent-wide limit of the protocol), so there must be one on the whole as well.
    /// </summary>
    public const int MaximumLength = 128 << 20;

    private const int InitialLength = 64 << 10;

    // From here on the kernel's work of giving out pages one by one would take longer than the copying.
    private const int HugeLength = 8 << 20;
    private readonly MappedMemory memory = new(InitialLength);
    private int start;
    private int end;

    /// <summary>The bytes received and not yet consumed.</summary>
    public ReadOnlySpan<byte> Pending => memory.Span[start..end];

    /// <summary>Reads once; whether there is room must have been seen to.</summary>
    /// <param name="descriptor">From where.</param>
    /// <returns>As read(2).</returns>
    public nint Fill(SafeDescriptor descriptor)
    {
        nint count = Libc.Read(descriptor, memory.Span[end..]);
        end += (int)Math.Max(0, count);
        return count;
    }

    /// <summary>Makes room for at least one byte more.</summary>
    /// <returns>False where the limit, or the machine's memory, is reached.</returns>
    public bool TryMakeRoom()
    {
        if (end < memory.Length)
        {
            return true;
        }

        if (start >= memory.Length / 2)
        {
            Pending.CopyTo(memory.Span);
            end -= start;
            start = 0;
            return true;
        }

        return memory.Length < MaximumLength && Grow();
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
