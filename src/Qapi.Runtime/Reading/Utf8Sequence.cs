namespace Qapi.Runtime.Reading;

/// <summary>
/// The UTF-8 of QEMU's dialect: U+0000 is written as C0 80; every other overlong form, halves of surrogate pairs, noncharacters and what is above
/// U+10FFFF are refused.
/// </summary>
internal static class Utf8Sequence
{
    /// <summary>Reads one sequence.</summary>
    /// <param name="bytes">Begins with it; not empty.</param>
    /// <param name="scalar">The code point; −1 if the sequence is not allowed.</param>
    /// <returns>Its length in bytes: the first one and the continuation bytes that it demands, as far as they are there.</returns>
    public static int Length(ReadOnlySpan<byte> bytes, out int scalar)
    {
        byte first = bytes[0];
        (int wanted, int bits) = first switch
        {
            < 0x80 => (1, first),
            < 0xC0 or >= 0xFE => (1, -1),
            < 0xE0 => (2, first & 0x1F),
            < 0xF0 => (3, first & 0x0F),
            < 0xF8 => (4, first & 0x07),

            // UTF-8 once had these: no code point of theirs is allowed, but each sequence is one fault, not several.
            < 0xFC => (5, -1),
            _ => (6, -1),
        };
        int length = 1;
        while (length < wanted && length < bytes.Length && (bytes[length] & 0xC0) == 0x80)
        {
            bits = (bits << 6) | (bytes[length++] & 0x3F);
        }

        bool isShortest = wanted == 1 || bits >= (wanted == 2 ? 0x80 : wanted == 3 ? 0x800 : 0x10000) || (wanted == 2 && first == 0xC0 && bits == 0);
        scalar = length == wanted && isShortest && IsAllowed(bits) ? bits : -1;
        return length;
    }

    /// <summary>Whether a string may have a code point: not halves of surrogate pairs, noncharacters, and numbers out of range.</summary>
    public static bool IsAllowed(int scalar) =>
        scalar is >= 0 and <= 0x10FFFF and not (>= 0xD800 and <= 0xDFFF) and not (>= 0xFDD0 and <= 0xFDEF) && (scalar & 0xFFFE) != 0xFFFE;
}
