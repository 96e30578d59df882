using System.Text;

namespace Qapi.Runtime.Reading;

/// <summary>
/// Decodes the strings of validated JSON. U+0000, which QEMU's dialect also writes as the bytes C0 80, is C0 80 in UTF-8 and <c>'\0'</c> in a .NET
/// string.
/// </summary>
public static class JsonString
{
    /// <summary>How many bytes of a text an error quotes at most.</summary>
    public const int MaximumQuote = 64 << 10;

    /// <summary>Decodes a string to .NET text.</summary>
    /// <param name="value">The string with its quotes.</param>
    /// <returns>The text.</returns>
    public static string Decode(ReadOnlySpan<byte> value) => ToText(DecodeUtf8(value));

    /// <summary>Converts decoded UTF-8 to .NET text.</summary>
    /// <param name="utf8">What <see cref="DecodeUtf8"/> returns.</param>
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

    /// <summary>Converts decoded UTF-8 to .NET text for an error to quote: a client that sends a name of many megabytes need not get it back.</summary>
    /// <param name="utf8">What <see cref="DecodeUtf8"/> or <see cref="DecodeStart"/> returns.</param>
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

    /// <summary>Decodes a string to UTF-8.</summary>
    /// <param name="value">The string with its quotes.</param>
    /// <returns>A part of <paramref name="value"/> if nothing in it is escaped, else a new array.</returns>
    public static ReadOnlySpan<byte> DecodeUtf8(ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> body = value[1..^1];
        return IsVerbatim(body) ? body : DecodeUpTo(body, PackedString.MaximumTextLength(body));
    }

    /// <summary>Decodes the beginning of a string to UTF-8: all that <see cref="ToQuote"/>, or a comparison with a name, needs.</summary>
    /// <param name="value">The string with its quotes.</param>
    /// <returns>
    /// The whole string, or more than <see cref="MaximumQuote"/> bytes of it; a part of <paramref name="value"/> if nothing in it is escaped, else a
    /// new array.
    /// </returns>
    public static ReadOnlySpan<byte> DecodeStart(ReadOnlySpan<byte> value)
    {
        const int Most = MaximumQuote + StringDecoder.LongestCharacter;
        ReadOnlySpan<byte> body = value[1..^1];
        ReadOnlySpan<byte> start = body[..Math.Min(body.Length, Most)];
        return IsVerbatim(start) ? start : DecodeUpTo(body, Math.Min(PackedString.MaximumTextLength(body), Most));
    }

    /// <summary>The length of a string as UTF-8 in bytes, without decoding it.</summary>
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
    /// <param name="destination">Has room for <see cref="Utf8Length"/> bytes.</param>
    /// <returns>How many bytes were written.</returns>
    internal static int CopyUtf8(ReadOnlySpan<byte> value, Span<byte> destination) => new StringDecoder(value[1..^1]).Read(destination);

    /// <summary>Whether nothing in the content of a string is escaped or packed.</summary>
    internal static bool IsVerbatim(ReadOnlySpan<byte> body) => PackedString.HeadLength(body) == 0 && !body.Contains((byte)'\\');

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

    /// <summary>The UTF-16 unit of an escape with four hexadecimal digits.</summary>
    /// <param name="escape">Begins with the backslash.</param>
    internal static int HexUnit(ReadOnlySpan<byte> escape)
    {
        int unit = 0;
        foreach (byte digit in escape[2..6])
        {
            unit = (unit << 4) | (char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return unit;
    }

    private static ReadOnlySpan<byte> DecodeUpTo(ReadOnlySpan<byte> body, int maximum)
    {
        byte[] decoded = new byte[maximum];
        return decoded.AsSpan(0, new StringDecoder(body).Read(decoded));
    }
}
