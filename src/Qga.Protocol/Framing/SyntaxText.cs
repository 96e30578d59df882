using System.Text;
using Qapi.Runtime.Reading;

namespace Qga.Protocol.Framing;

/// <summary>The texts of syntax errors, in the wording of the newest release (QEMU 11).</summary>
internal static class SyntaxText
{
    public const string ExpectingValue = "expecting value";
    public const string ExpectingKey = "expecting key";
    public const string ExpectingColon = "expecting ':'";
    public const string ExpectedInObject = "expected ',' or '}'";
    public const string ExpectedInArray = "expected ',' or ']'";
    public const string DuplicateKey = "duplicate key";
    public const string InvalidEscape = "invalid escape sequence in string";
    public const string InvalidUtf8 = "invalid UTF-8 sequence in string";
    public const string SizeLimit = "JSON token size limit exceeded";
    public const string CountLimit = "JSON token count limit exceeded";
    public const string DepthLimit = "JSON nesting depth limit exceeded";

    /// <summary>As much of a text is shown: what the original's buffer holds.</summary>
    public const int MaximumLength = 1023;

    /// <summary>Bytes that are no token.</summary>
    /// <param name="token">They; a NUL ends them.</param>
    /// <returns>The text.</returns>
    public static string Stray(ReadOnlySpan<byte> token)
    {
        int zero = token.IndexOf((byte)0);
        return Quote("stray '"u8, zero < 0 ? token : token[..zero]);
    }

    /// <summary>A word that means nothing.</summary>
    /// <param name="token">The word.</param>
    /// <returns>The text.</returns>
    public static string InvalidKeyword(ReadOnlySpan<byte> token) => Quote("invalid keyword '"u8, token);

    /// <summary>An escape of a code point that a string may not have.</summary>
    /// <param name="escape">The escape as it was written.</param>
    /// <returns>The text.</returns>
    public static string InvalidCharacter(ReadOnlySpan<byte> escape) => $"{Decode(escape)} is not a valid Unicode character";

    private static string Quote(ReadOnlySpan<byte> before, ReadOnlySpan<byte> token)
    {
        ReadOnlySpan<byte> text = [.. before, .. token[..Math.Min(token.Length, MaximumLength)], (byte)'\''];
        return Decode(text[..Math.Min(text.Length, MaximumLength)]);
    }

    // As the original: one U+FFFD for a whole sequence that is no character, and C0 80 is U+0000.
    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(bytes.Length);
        while (!bytes.IsEmpty)
        {
            int length = Utf8Sequence.Length(bytes, out int scalar);
            text.Append(new Rune(scalar < 0 ? Rune.ReplacementChar.Value : scalar).ToString());
            bytes = bytes[length..];
        }

        return text.ToString();
    }
}
