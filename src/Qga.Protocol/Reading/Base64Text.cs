namespace Qga.Protocol.Reading;

/// <summary>
/// Bytes that came as base64, still in the receive buffer. Decoding is as lax as clients know it: line feeds are passed over, an
/// incomplete group of four at the end is dropped, <c>=</c> inside counts as zero bits (and at a group's third and fourth place takes
/// away the byte that ends there).
/// </summary>
public readonly ref struct Base64Text
{
    private readonly ReadOnlySpan<byte> _body;

    private Base64Text(ReadOnlySpan<byte> body)
    {
        _body = body;
        IsPresent = true;
    }

    /// <summary>Whether the argument was given; an empty string is given too.</summary>
    public bool IsPresent { get; }

    /// <summary>Takes a JSON string.</summary>
    /// <param name="value">The string with its quotes, out of a sound text.</param>
    /// <returns>What it carries.</returns>
    public static Base64Text FromValue(ReadOnlySpan<byte> value) => new(value[1..^1]);

    /// <summary>How many bytes it can decode to at most.</summary>
    public int MaximumLength => _body.Length / 4 * 3;

    /// <summary>Decodes the whole string to see whether it is sound, piece by piece into the same memory.</summary>
    /// <param name="scratch">The memory, not empty. Where all fits into it, all is in it.</param>
    /// <returns>How many bytes it decodes to; −1 if it has a character that base64 does not (<c>Base64 data contains invalid characters</c>).</returns>
    public int Decode(scoped Span<byte> scratch)
    {
        // The framework's decoder would pass over it; other white space cannot stand unescaped in a JSON string.
        if (_body.Contains((byte)' '))
        {
            return -1;
        }

        Base64Reader reader = Read();
        int total = 0;
        while (reader.Read(scratch) is > 0 and int length)
        {
            total += length;
        }

        return reader.IsInvalid ? -1 : total;
    }

    /// <summary>Begins to decode. Only for a string that <see cref="Decode"/> found good.</summary>
    /// <returns>The reader, at the first byte.</returns>
    public Base64Reader Read() => new(_body);
}
