using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Channels;

/// <summary>
/// What a peer has sent and nobody has dealt with yet, in one piece, so that a request is one span. Its pages come from the kernel when they
/// are needed and go back after a large request.
/// </summary>
internal sealed class ReceiveBuffer : IDisposable
{
    /// <summary>
    /// The most that is kept of an unfinished request. Its tokens may have 64 MiB; white space between tokens does not count
    /// there (agent-wide limit of the protocol), so there must be one on the whole as well.
    /// </summary>
    public const int MaximumLength = 128 << 20;

    private const int InitialLength = 64 << 10;
    private const int KeptLength = 256 << 10;
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

        return memory.Length < MaximumLength && memory.Resize(memory.Length * 2);
    }

    /// <summary>Takes over what another buffer holds from an offset on.</summary>
    /// <param name="bytes">The bytes.</param>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (memory.Length - end < bytes.Length && memory.Resize(memory.Length * 2))
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

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        start = 0;
        end = 0;
        if (memory.Length > KeptLength)
        {
            memory.Resize(InitialLength);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
