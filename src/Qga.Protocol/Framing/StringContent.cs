using System.Buffers;
using Qapi.Runtime.Reading;

namespace Qga.Protocol.Framing;

/// <summary>Validates what stands between the quotes of a string: escapes and UTF-8.</summary>
internal static class StringContent
{
    private static readonly SearchValues<byte> s_plain =
        SearchValues.Create(" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~\x7F"u8);

    private static readonly SearchValues<byte> s_hexadecimal = SearchValues.Create("0123456789ABCDEFabcdef"u8);

    // Two escapes that are a surrogate pair.
    private const int LongestUnit = 12;

    /// <summary>Finds the first fault in the part of a string that has arrived.</summary>
    /// <param name="bytes">The pending bytes; they end with the closing quote if it has arrived.</param>
    /// <param name="isWhole">Whether the closing quote has arrived.</param>
    /// <param name="at">
    /// Where to begin: behind the opening quote, or where the last call ended. Moved on, but not into an escape or a sequence that may be cut.
    /// </param>
    /// <returns>The fault; null if there is none so far.</returns>
    public static SyntaxFault? FindFault(ReadOnlySpan<byte> bytes, bool isWhole, ref int at)
    {
        int end = isWhole ? bytes.Length - 1 : bytes.Length;
        int limit = isWhole ? end : end - LongestUnit + 1;
        while (at < limit)
        {
            int plain = bytes[at..end].IndexOfAnyExcept(s_plain);
            at = plain < 0 ? end : at + plain;
            if (at < limit && (bytes[at] == (byte)'\\' ? ReadEscape(bytes, end, ref at) : ReadSequence(bytes[at..end], ref at)) is SyntaxFault fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static SyntaxFault? ReadSequence(ReadOnlySpan<byte> rest, ref int at)
    {
        at += Utf8Sequence.Length(rest, out int scalar);
        return scalar < 0 ? SyntaxText.InvalidUtf8 : null;
    }

    private static SyntaxFault? ReadEscape(ReadOnlySpan<byte> bytes, int end, ref int at)
    {
        ReadOnlySpan<byte> escape = bytes[at..end];
        if (escape[1] != (byte)'u')
        {
            at += 2;
            return "\"'\\/bfnrt"u8.Contains(escape[1]) ? null : SyntaxText.InvalidEscape;
        }

        if (!TryReadUnit(escape, out int scalar))
        {
            // QEMU's agent shows as many bytes as an escape should have, the closing quote included.
            return SyntaxText.InvalidCharacter(bytes[at..Math.Min(at + 6, bytes.Length)]);
        }

        int length = 6;
        if (char.IsHighSurrogate((char)scalar) && TryReadUnit(escape[6..], out int low) && char.IsLowSurrogate((char)low))
        {
            scalar = char.ConvertToUtf32((char)scalar, (char)low);
            length = LongestUnit;
        }

        at += length;
        return Utf8Sequence.IsAllowed(scalar) ? null : SyntaxText.InvalidCharacter(escape[..length]);
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> escape, out int unit)
    {
        bool isUnit = escape.Length >= 6 && escape[0] == (byte)'\\' && escape[1] == (byte)'u' && !escape[2..6].ContainsAnyExcept(s_hexadecimal);
        unit = isUnit ? JsonString.HexUnit(escape) : 0;
        return isUnit;
    }
}
