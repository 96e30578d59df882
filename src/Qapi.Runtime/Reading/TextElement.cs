namespace Qapi.Runtime.Reading;

/// <summary>A string of a <see cref="TextList"/>.</summary>
public readonly ref struct TextElement
{
    private readonly ReadOnlySpan<byte> _value;

    internal TextElement(ReadOnlySpan<byte> value) => _value = value;

    /// <summary>The length as UTF-8, unescaped, in bytes. It is counted at each call.</summary>
    public int ByteLength => JsonString.Utf8Length(_value);

    /// <summary>Copies the string as UTF-8, unescaped; U+0000 is C0 80.</summary>
    /// <param name="destination">Has room for <see cref="ByteLength"/> bytes.</param>
    /// <returns>How many bytes were copied.</returns>
    public int CopyTo(Span<byte> destination) => JsonString.CopyUtf8(_value, destination);
}
