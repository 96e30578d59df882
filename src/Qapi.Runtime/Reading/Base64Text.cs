namespace Qapi.Runtime.Reading;

/// <summary>
/// Bytes that came as base64, still in the receive buffer: the first of them decoded already where there are many
/// (<see cref="PackedString"/>), the rest as text. Decoding is as lax as clients know it: line feeds are passed over, an incomplete group
/// of four at the end is dropped, <c>=</c> inside counts as zero bits (and at a group's third and fourth place takes away the byte that ends there).
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

    /// <summary>The first bytes, as far as they are decoded already.</summary>
    public ReadOnlySpan<byte> Decoded { get; }

    /// <summary>Takes a JSON string.</summary>
    /// <param name="value">The string with its quotes, out of a sound text.</param>
    /// <returns>What it carries.</returns>
    public static Base64Text FromValue(ReadOnlySpan<byte> value) => new(value[1..^1]);

    /// <summary>How many bytes it can be at most, all in all.</summary>
    public int MaximumLength => Decoded.Length + MaximumRest;

    /// <summary>How many bytes can follow <see cref="Decoded"/> at most.</summary>
    public int MaximumRest => _rest.Length / 4 * 3;

    /// <summary>Decodes all that follows <see cref="Decoded"/> to see whether it is sound, piece by piece into the same memory.</summary>
    /// <param name="scratch">The memory, not empty. Where all fits into it, all is in it.</param>
    /// <returns>How many bytes follow; −1 if there is a character that base64 does not have (<c>Base64 data contains invalid characters</c>).</returns>
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

    /// <summary>Begins to decode what follows <see cref="Decoded"/>. Only where <see cref="DecodeRest"/> found it good.</summary>
    /// <returns>The reader, at the first byte.</returns>
    public Base64Reader ReadRest() => new(_rest);

    /// <summary>Decodes all.</summary>
    /// <param name="destination">Where the bytes go: one more than <see cref="MaximumLength"/> has room, as nothing could be decoded into nothing.</param>
    /// <returns>How many they are; −1 if there is a character that base64 does not have.</returns>
    public int Decode(Span<byte> destination)
    {
        Decoded.CopyTo(destination);
        return DecodeRest(destination[Decoded.Length..]) is >= 0 and int rest ? Decoded.Length + rest : -1;
    }
}
