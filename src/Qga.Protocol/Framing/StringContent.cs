using System.Buffers;
using Qga.Protocol.Reading;

namespace Qga.Protocol.Framing;

/// <summary>Judges what stands between the quotes of a string: escapes and UTF-8.</summary>
internal static class StringContent
{
    private static readonly SearchValues<byte> s_plain =
        SearchValues.Create(" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~\x7F"u8);

    private static readonly SearchValues<byte> s_hexadecimal = SearchValues.Create("0123456789ABCDEFabcdef"u8);

    /// <summary>Finds the first fault.</summary>
    /// <param name="token">The string with its quotes.</param>
    /// <returns>Its text; null if the string is sound.</returns>
    public static string? FindFault(ReadOnlySpan<byte> token)
    {
        ReadOnlySpan<byte> rest = token[1..^1];
        rest = rest[PackedString.HeadLength(rest)..];
        while (!rest.IsEmpty)
        {
            int plain = rest.IndexOfAnyExcept(s_plain);
            if (plain < 0)
            {
                return null;
            }

            rest = rest[plain..];
            string? fault = rest[0] == (byte)'\\' ? TakeEscape(ref rest, token) : TakeSequence(ref rest);
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? TakeSequence(ref ReadOnlySpan<byte> rest)
    {
        rest = rest[Utf8Sequence.Length(rest, out int scalar)..];
        return scalar < 0 ? SyntaxText.InvalidUtf8 : null;
    }

    private static string? TakeEscape(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> token)
    {
        ReadOnlySpan<byte> escape = rest;
        if (rest[1] != (byte)'u')
        {
            rest = rest[2..];
            return "\"'\\/bfnrt"u8.Contains(escape[1]) ? null : SyntaxText.InvalidEscape;
        }

        if (!TryReadUnit(rest, out int scalar))
        {
            // The original shows as many bytes as an escape should have, the closing quote included.
            ReadOnlySpan<byte> shown = token[^(rest.Length + 1)..];
            return SyntaxText.InvalidCharacter(shown[..Math.Min(6, shown.Length)]);
        }

        int length = 6;
        if (char.IsHighSurrogate((char)scalar) && TryReadUnit(rest[6..], out int low) && char.IsLowSurrogate((char)low))
        {
            scalar = char.ConvertToUtf32((char)scalar, (char)low);
            length = 12;
        }

        rest = rest[length..];
        return Utf8Sequence.IsAllowed(scalar) ? null : SyntaxText.InvalidCharacter(escape[..length]);
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> escape, out int unit)
    {
        bool isUnit = escape.Length >= 6 && escape[0] == (byte)'\\' && escape[1] == (byte)'u' && !escape[2..6].ContainsAnyExcept(s_hexadecimal);
        unit = isUnit ? JsonString.HexUnit(escape) : 0;
        return isUnit;
    }
}
