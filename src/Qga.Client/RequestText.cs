using System.Buffers;

namespace Qga.Client;

/// <summary>The text of one request, in memory that goes back to the pool when the exchange has ended.</summary>
/// <param name="expectedLength">How long it becomes, as far as is known.</param>
internal sealed class RequestText(int expectedLength) : IBufferWriter<byte>
{
    private const int SmallLength = 512;

    // Base64 is encoded in place, from the end of a span towards its start: a span of this size stays in the processor's cache.
    private const int MaximumSpan = 96 << 10;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(expectedLength, SmallLength));
    private int _length;

    public ReadOnlyMemory<byte> Text => _buffer.AsMemory(0, _length);

    public void Advance(int count) => _length += count;

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        int needed = Math.Max(sizeHint, 1);
        if (_buffer.Length - _length < needed)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(checked((int)Math.Max(2L * _buffer.Length, (long)_length + needed)));
            Text.CopyTo(larger);
            Release();
            _buffer = larger;
        }

        return _buffer.AsMemory(_length, Math.Min(_buffer.Length - _length, Math.Max(needed, MaximumSpan)));
    }

    /// <summary>Gives the memory back. After an exchange that was given up the link may still send from it, and nobody may.</summary>
    public void Release()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
