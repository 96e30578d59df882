namespace Qapi.Runtime.Reading;

/// <summary>Bytes that are sent as base64 and fetched piece by piece while they are written, so that their number costs no memory.</summary>
public interface IPayload
{
    /// <summary>Fetches the next bytes.</summary>
    /// <param name="buffer">Receives them.</param>
    /// <returns>How many bytes were written; 0 at the end.</returns>
    int Read(Span<byte> buffer);
}

/// <summary>The bytes of a member that carries base64.</summary>
public abstract class Payload : IPayload
{
    /// <summary>Wraps bytes that are in memory.</summary>
    /// <param name="bytes">The bytes.</param>
    public static implicit operator Payload(byte[] bytes) => new MemoryPayload(bytes);

    /// <summary>Wraps bytes that are in memory.</summary>
    /// <param name="bytes">The bytes.</param>
    public static implicit operator Payload(ReadOnlyMemory<byte> bytes) => new MemoryPayload(bytes);

    /// <inheritdoc/>
    public abstract int Read(Span<byte> buffer);

    /// <summary>Fetches everything that is left.</summary>
    /// <returns>The bytes; not copied if they are in memory already.</returns>
    public virtual ReadOnlyMemory<byte> ToMemory()
    {
        byte[] bytes = new byte[4096];
        int length = 0;
        while (Read(bytes.AsSpan(length)) is > 0 and int count)
        {
            length += count;
            if (length == bytes.Length)
            {
                Array.Resize(ref bytes, 2 * length);
            }
        }

        return bytes.AsMemory(0, length);
    }

    private sealed class MemoryPayload(ReadOnlyMemory<byte> bytes) : Payload
    {
        private ReadOnlyMemory<byte> _rest = bytes;

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, _rest.Length);
            _rest.Span[..count].CopyTo(buffer);
            _rest = _rest[count..];
            return count;
        }

        public override ReadOnlyMemory<byte> ToMemory() => _rest;
    }
}
