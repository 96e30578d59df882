namespace Qapi.Runtime.Reading;

/// <summary>
/// The value of a base64 member, still in the receive buffer. Of a long one the first bytes were decoded while they arrived; the rest is text.
/// Decoding is as lenient as clients of QEMU's agent know it: line feeds are skipped, an incomplete group of four at the end is dropped, and
/// <c>=</c> within the text counts as zero bits (at a group's third and fourth place it takes away the byte that ends there).
/// </summary>
public readonly ref struct Base64Text
{
    private readonly ReadOnlySpan<byte> _rest;

    private Base64Text(ReadOnlySpan<byte> body)
    {
        Decoded = PackedString.Bytes(body);
        _rest = body[PackedString.HeadLength(body)..];
        IsPresent = true;
    }

    /// <summary>Whether the argument was given; an empty string is given too.</summary>
    public bool IsPresent { get; }

    /// <summary>The first bytes, as far as they are decoded.</summary>
    public ReadOnlySpan<byte> Decoded { get; }

    /// <summary>Wraps a string of validated JSON.</summary>
    /// <param name="value">The string with its quotes.</param>
    /// <returns>The base64 in it, not yet checked.</returns>
    public static Base64Text FromValue(ReadOnlySpan<byte> value) => new(value[1..^1]);

    /// <summary>The most bytes that all of it can have.</summary>
    public int MaximumLength => Decoded.Length + MaximumRest;

    /// <summary>The most bytes that can follow <see cref="Decoded"/>.</summary>
    public int MaximumRest => _rest.Length / 4 * 3;

    /// <summary>Decodes what follows <see cref="Decoded"/> to check it, piece by piece into the same memory.</summary>
    /// <param name="scratch">The memory, not empty. If all bytes fit into it, it holds them afterwards.</param>
    /// <returns>How many bytes follow; −1 if the text has a character that base64 does not have.</returns>
    public int DecodeRest(scoped Span<byte> scratch)
    {
        Base64Reader reader = ReadRest();
        int total = 0;
        while (reader.Read(scratch) is > 0 and int length)
        {
            total += length;
        }

        return reader.IsInvalid ? -1 : total;
    }

    /// <summary>Reads what follows <see cref="Decoded"/>, after <see cref="DecodeRest"/> has found it valid.</summary>
    /// <returns>A reader at the first byte.</returns>
    public Base64Reader ReadRest() => new(_rest);

    /// <summary>Decodes all of it.</summary>
    /// <param name="destination">Receives the bytes. It needs room for one more than <see cref="MaximumLength"/>, even if there are none.</param>
    /// <returns>How many bytes were written; −1 if the text has a character that base64 does not have.</returns>
    public int Decode(Span<byte> destination)
    {
        Decoded.CopyTo(destination);
        return DecodeRest(destination[Decoded.Length..]) is >= 0 and int rest ? Decoded.Length + rest : -1;
    }
}
