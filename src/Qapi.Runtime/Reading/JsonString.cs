using System.Text;

namespace Qapi.Runtime.Reading;

/// <summary>
/// Decodes the strings of a sound text. U+0000, which QEMU's dialect also writes as the bytes C0 80, is C0 80 in UTF-8 and
/// <c>'\0'</c> in a .NET string.
/// </summary>
public static class JsonString
{
    /// <summary>How many bytes of a text errors quote.</summary>
    public const int MaximumQuote = 64 << 10;

    /// <summary>A string as .NET text.</summary>
    /// <param name="value">The string with its quotes.</param>
    /// <returns>The text.</returns>
    public static string Decode(ReadOnlySpan<byte> value) => ToText(DecodeUtf8(value));

    /// <summary>Decoded UTF-8 as .NET text.</summary>
    /// <param name="utf8">What <see cref="DecodeUtf8"/> gives.</param>
    /// <returns>The text.</returns>
    public static string ToText(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.Contains((byte)0xC0))
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var text = new StringBuilder();
        while (utf8.IndexOf((byte)0xC0) is >= 0 and int zero)
        {
            text.Append(Encoding.UTF8.GetString(utf8[..zero])).Append('\0');
            utf8 = utf8[(zero + 2)..];
        }

        return text.Append(Encoding.UTF8.GetString(utf8)).ToString();
    }

    /// <summary>Decoded UTF-8 as .NET text for an error to quote: a client that sends a name of many megabytes need not get it back.</summary>
    /// <param name="utf8">What <see cref="DecodeUtf8"/> gives.</param>
    /// <returns>The text, of the first <see cref="MaximumQuote"/> bytes at most.</returns>
    public static string ToQuote(ReadOnlySpan<byte> utf8)
    {
        int end = Math.Min(utf8.Length, MaximumQuote);
        while (end > 0 && end < utf8.Length && (utf8[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return ToText(utf8[..end]);
    }

    /// <summary>A string as UTF-8.</summary>
    /// <param name="value">The string with its quotes.</param>
    /// <returns>A part of <paramref name="value"/> where nothing is escaped, else a new array.</returns>
    public static ReadOnlySpan<byte> DecodeUtf8(ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> body = (PackedString.IsPacked(value) ? PackedString.Unpack(value) : value)[1..^1];
        if (!body.Contains((byte)'\\'))
        {
            return body;
        }

        // An escape is never shorter than what it stands for: \uXXXX makes three bytes at most, a pair of them four.
        byte[] decoded = new byte[body.Length];
        int length = 0;
        while (!body.IsEmpty)
        {
            length += DecodeNext(ref body, decoded.AsSpan(length));
        }

        return decoded.AsSpan(0, length);
    }

    /// <summary>How long a string is as UTF-8, without decoding it.</summary>
    /// <param name="value">The string with its quotes.</param>
    /// <returns>The length in bytes.</returns>
    internal static int Utf8Length(ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> body = value[1..^1];
        int length = PackedString.TextLength(body);
        body = body[PackedString.HeadLength(body)..];
        while (body.IndexOf((byte)'\\') is >= 0 and int plain)
        {
            body = body[plain..];
            int scalar = DecodeEscape(ref body);
            length += plain + (scalar == 0 ? 2 : new Rune(scalar).Utf8SequenceLength);
        }

        return length + body.Length;
    }

    /// <summary>Decodes a string into the caller's memory.</summary>
    /// <param name="value">The string with its quotes.</param>
    /// <param name="destination">Where the UTF-8 goes: <see cref="Utf8Length"/> bytes.</param>
    /// <returns>How many bytes came out.</returns>
    internal static int CopyUtf8(ReadOnlySpan<byte> value, Span<byte> destination)
    {
        ReadOnlySpan<byte> body = value[1..^1];
        int length = PackedString.CopyText(body, destination);
        body = body[PackedString.HeadLength(body)..];
        while (!body.IsEmpty)
        {
            length += DecodeNext(ref body, destination[length..]);
        }

        return length;
    }

    /// <summary>Decodes a stretch without escapes, or one escape.</summary>
    /// <param name="body">What is left between the quotes; moved on.</param>
    /// <param name="destination">Where the bytes go: as many as <paramref name="body"/> has are enough.</param>
    /// <returns>How many bytes came out.</returns>
    private static int DecodeNext(ref ReadOnlySpan<byte> body, Span<byte> destination)
    {
        int plain = body.IndexOf((byte)'\\');
        if (plain != 0)
        {
            plain = plain < 0 ? body.Length : plain;
            body[..plain].CopyTo(destination);
            body = body[plain..];
            return plain;
        }

        return EncodeScalar(DecodeEscape(ref body), destination);
    }

    /// <summary>Decodes one escape.</summary>
    /// <param name="body">Begins with the backslash; moved past the escape, or past both halves of a surrogate pair.</param>
    /// <returns>The code point.</returns>
    internal static int DecodeEscape(ref ReadOnlySpan<byte> body)
    {
        byte letter = body[1];
        if (letter != (byte)'u')
        {
            body = body[2..];
            return letter switch
            {
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                (byte)'n' => '\n',
                (byte)'r' => '\r',
                (byte)'t' => '\t',
                _ => letter,
            };
        }

        int unit = HexUnit(body);
        body = body[6..];
        if (!char.IsHighSurrogate((char)unit))
        {
            return unit;
        }

        int low = HexUnit(body);
        body = body[6..];
        return char.ConvertToUtf32((char)unit, (char)low);
    }

    /// <summary>The unit of UTF-16 that an escape gives in four digits.</summary>
    /// <param name="escape">Begins with the backslash.</param>
    /// <returns>The unit.</returns>
    internal static int HexUnit(ReadOnlySpan<byte> escape)
    {
        int unit = 0;
        foreach (byte digit in escape[2..6])
        {
            unit = (unit << 4) | (char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return unit;
    }

    private static int EncodeScalar(int scalar, Span<byte> destination)
    {
        if (scalar != 0)
        {
            return new Rune(scalar).EncodeToUtf8(destination);
        }

        destination[0] = 0xC0;
        destination[1] = 0x80;
        return 2;
    }
}
