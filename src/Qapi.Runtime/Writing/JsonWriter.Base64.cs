using Qapi.Runtime.Base64Encoding;
using Qapi.Runtime.Reading;

namespace Qapi.Runtime.Writing;

public ref partial struct JsonWriter
{
    private const int LeastBase64Span = 8192;

    // Whole groups of three bytes and whole pages: the kernel copies faster from a file in pieces that begin and end with a page.
    private const int WholePages = 3 * 4096;

    /// <summary>Writes bytes as a base64 string, piece by piece.</summary>
    /// <param name="payload">The bytes; read to their end.</param>
    public void Base64(Payload payload) => Base64(ref payload);

    /// <summary>
    /// Writes bytes as a base64 string, piece by piece: they come to the end of the span that the output gives, and their text grows from its
    /// start towards them, so that memory does not grow with the payload.
    /// </summary>
    /// <typeparam name="TPayload">Where the bytes come from; a struct costs no object.</typeparam>
    /// <param name="payload">The bytes; read to their end.</param>
    public void Base64<TPayload>(scoped ref TPayload payload)
        where TPayload : IPayload
    {
        BeginString();
        int count, capacity;
        do
        {
            Reserve(LeastBase64Span);
            Span<byte> free = _span[_used..];
            capacity = free.Length / 4 * 3;
            capacity -= capacity > WholePages ? capacity % WholePages : 0;
            Span<byte> raw = free[^capacity..];
            count = Fill(ref payload, raw);
            _used += Base64Codec.Encode(raw[..count], free);
            Flush();
        }
        while (count == capacity);

        EndString();
    }

    /// <summary>Reads until the buffer is full or the payload at its end: only whole groups of three can be written before the end.</summary>
    private static int Fill<TPayload>(ref TPayload payload, Span<byte> buffer)
        where TPayload : IPayload
    {
        int count = 0;
        while (count < buffer.Length && payload.Read(buffer[count..]) is > 0 and int length)
        {
            count += length;
        }

        return count;
    }
}
