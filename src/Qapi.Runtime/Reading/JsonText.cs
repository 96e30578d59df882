using System.Buffers;

namespace Qapi.Runtime.Reading;

/// <summary>
/// Finds the values in validated JSON: text whose tokens, grammar and strings have been checked. Strings
/// may have double or single quotes. Nothing is checked again: on other text offsets can be wrong or an exception is thrown, but nothing is read
/// outside of it.
/// </summary>
public static class JsonText
{
    private static readonly SearchValues<byte> s_structure = SearchValues.Create("\"'{}[]"u8);
    private static readonly SearchValues<byte> s_afterScalar = SearchValues.Create(" \t\r\n,]}"u8);

    /// <summary>The kind of a value, by its first byte.</summary>
    /// <param name="value">The value without white space before it.</param>
    /// <returns>Its kind.</returns>
    public static JsonKind KindOf(ReadOnlySpan<byte> value) => value[0] switch
    {
        (byte)'{' => JsonKind.Object,
        (byte)'[' => JsonKind.Array,
        (byte)'"' or (byte)'\'' => JsonKind.String,
        (byte)'t' or (byte)'f' => JsonKind.Boolean,
        (byte)'n' => JsonKind.Null,
        _ => JsonKind.Number,
    };

    /// <summary>Skips white space.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The offset to start at.</param>
    /// <returns>The offset of the first byte that is no white space; the text's length if there is none.</returns>
    public static int SkipWhiteSpace(ReadOnlySpan<byte> text, int start)
    {
        // Nothing else between tokens is as low.
        while (start < text.Length && text[start] <= (byte)' ')
        {
            start++;
        }

        return start;
    }

    /// <summary>Skips a value, however deep.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The offset of the value's first byte.</param>
    /// <returns>The offset behind it.</returns>
    public static int SkipValue(ReadOnlySpan<byte> text, int start)
    {
        switch (text[start])
        {
            case (byte)'"' or (byte)'\'':
                return SkipString(text, start);
            case (byte)'{' or (byte)'[':
                return SkipNested(text, start);
            default:
                int length = text[start..].IndexOfAny(s_afterScalar);
                return length < 0 ? text.Length : start + length;
        }
    }

    private static int SkipString(ReadOnlySpan<byte> text, int start)
    {
        byte quote = text[start];
        int at = start + 1;
        at += PackedString.HeadLength(text[at..]);
        while (true)
        {
            ReadOnlySpan<byte> stretch = text[at..][..text[at..].IndexOf(quote)];
            at += stretch.Length + 1;

            // A quote behind an odd number of backslashes is part of the string.
            if ((stretch.Length - stretch.TrimEnd((byte)'\\').Length) % 2 == 0)
            {
                return at;
            }
        }
    }

    private static int SkipNested(ReadOnlySpan<byte> text, int start)
    {
        int depth = 0;
        int at = start;
        while (true)
        {
            at += text[at..].IndexOfAny(s_structure);
            switch (text[at])
            {
                case (byte)'{' or (byte)'[':
                    depth++;
                    at++;
                    break;
                case (byte)'}' or (byte)']':
                    at++;
                    if (--depth == 0)
                    {
                        return at;
                    }

                    break;
                default:
                    at = SkipString(text, at);
                    break;
            }
        }
    }
}
