using System.Text;
using Qapi.Runtime.Reading;

namespace Qga.Protocol.Framing;

/// <summary>The texts of syntax errors, in the wording of QEMU 11.</summary>
internal static class SyntaxText
{
    public static readonly SyntaxFault ExpectingValue = new("expecting value");
    public static readonly SyntaxFault ExpectingKey = new("expecting key");
    public static readonly SyntaxFault ExpectingColon = new("expecting ':'");
    public static readonly SyntaxFault ExpectedInObject = new("expected ',' or '}'");
    public static readonly SyntaxFault ExpectedInArray = new("expected ',' or ']'");
    public static readonly SyntaxFault DuplicateKey = new("duplicate key");
    public static readonly SyntaxFault InvalidEscape = new("invalid escape sequence in string");
    public static readonly SyntaxFault InvalidUtf8 = new("invalid UTF-8 sequence in string");
    public static readonly SyntaxFault TooManyKeys = new("no memory for more keys");
    public static readonly SyntaxError SizeLimit = new(new SyntaxFault("JSON token size limit exceeded"));
    public static readonly SyntaxError CountLimit = new(new SyntaxFault("JSON token count limit exceeded"));
    public static readonly SyntaxError DepthLimit = new(new SyntaxFault("JSON nesting depth limit exceeded"));

    /// <summary>How many bytes of a text are kept: what QEMU's buffer holds.</summary>
    public const int MaximumLength = 1023;

    // These cost their sender a byte or two: their texts must not be made anew for each.
    private static readonly SyntaxFault?[] s_strayBytes = new SyntaxFault?[256];
    private static readonly SyntaxFault?[] s_letters = new SyntaxFault?[256];

    /// <summary>Bytes that are no token, up to the first NUL.</summary>
    public static SyntaxFault Stray(ReadOnlySpan<byte> token) =>
        token.Length == 1 ? s_strayBytes[token[0]] ??= new(QuoteToNul(token)) : new(QuoteToNul(token));

    /// <summary>A run of letters that is none of JSON's three words.</summary>
    public static SyntaxFault InvalidKeyword(ReadOnlySpan<byte> token) =>
        token.Length == 1 ? s_letters[token[0]] ??= new(QuoteKeyword(token)) : new(QuoteKeyword(token));

    /// <summary>An escape of a code point that a string may not have.</summary>
    /// <param name="escape">The escape as it was sent.</param>
    public static SyntaxFault InvalidCharacter(ReadOnlySpan<byte> escape) => new($"{Decode(escape)} is not a valid Unicode character");

    private static string QuoteKeyword(ReadOnlySpan<byte> token) => Quote("invalid keyword '"u8, token);

    private static string QuoteToNul(ReadOnlySpan<byte> token)
    {
        token = token[..Math.Min(token.Length, MaximumLength)];
        int nul = token.IndexOf((byte)0);
        return Quote("stray '"u8, nul < 0 ? token : token[..nul]);
    }

    private static string Quote(ReadOnlySpan<byte> before, ReadOnlySpan<byte> token)
    {
        Span<byte> text = stackalloc byte[MaximumLength];
        before.CopyTo(text);
        int length = before.Length;
        token = token[..Math.Min(token.Length, MaximumLength - length)];
        token.CopyTo(text[length..]);
        length += token.Length;
        if (length < MaximumLength)
        {
            text[length++] = (byte)'\'';
        }

        return Decode(text[..length]);
    }

    // As QEMU has it: one U+FFFD for a whole sequence that is no character, and C0 80 is U+0000.
    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes))
        {
            return Encoding.ASCII.GetString(bytes);
        }

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
