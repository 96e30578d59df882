using System.Runtime.CompilerServices;

namespace Qga.Protocol.Framing;

/// <content>The short way of most tokens: those that are in view from end to end and have nothing special.</content>
internal sealed partial class Lexer
{
    // A longer text is left to the states, and not looked at twice.
    private const int LongText = 256;
    private const byte Quote = (byte)TokenKind.String;
    private const byte Digit = (byte)TokenKind.Number;
    private const byte Letter = (byte)TokenKind.Word;

    // The kind of the token that begins with a byte.
    private static ReadOnlySpan<byte> Kinds =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, Quote, 0, 0, 0, 0, Quote, 0, 0, 0, 0, (byte)TokenKind.Comma, Digit, 0, 0,
        Digit, Digit, Digit, Digit, Digit, Digit, Digit, Digit, Digit, Digit, (byte)TokenKind.Colon, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)TokenKind.OpenBracket, 0, (byte)TokenKind.CloseBracket, 0, 0,
        0, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter,
        Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, Letter, (byte)TokenKind.OpenBrace, 0, (byte)TokenKind.CloseBrace, 0, 0,
    ];

    /// <summary>Prepares for <see cref="FindWhole"/> from <see cref="Position"/> on.</summary>
    /// <returns>False where a token is unfinished or input is skipped.</returns>
    public bool TryResume()
    {
        if (_state != State.Start)
        {
            return false;
        }

        Settle();
        return true;
    }

    /// <summary>Looks at the token that begins at a place, and changes nothing.</summary>
    /// <param name="bytes">What is in view.</param>
    /// <param name="start">The place.</param>
    /// <param name="end">Where the token ends.</param>
    /// <returns>Its kind; <see cref="TokenKind.None"/> if only <see cref="Next"/> can tell, or if no token begins there.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TokenKind FindWhole(ReadOnlySpan<byte> bytes, int start, out int end)
    {
        TokenKind kind = KindAt(bytes[start]);
        end = kind switch
        {
            TokenKind.Number => EndOfNumber(bytes, start),
            TokenKind.String => EndOfText(bytes, start),
            TokenKind.Word => EndOfWord(bytes, start),
            _ => start + 1,
        };
        return end > start ? kind : TokenKind.None;
    }

    /// <summary>Takes notice that tokens, and white space between them, have been passed.</summary>
    /// <param name="end">Where the last of them ended.</param>
    /// <param name="isReadAgain">What <see cref="IsReadAgain"/> is there.</param>
    public void PassTo(int end, bool isReadAgain)
    {
        Position = end;
        IsReadAgain = isReadAgain;
    }

    /// <summary>Passes over white space.</summary>
    /// <param name="bytes">What is in view.</param>
    /// <param name="start">Where it begins.</param>
    /// <returns>Where it ends; the same if there is none.</returns>
    public int PassBlanks(ReadOnlySpan<byte> bytes, int start)
    {
        for (; start < bytes.Length && bytes[start] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'; start++)
        {
            if (bytes[start] == (byte)'\n')
            {
                _line++;
                _lineStart = _dropped + start + 1;
            }
        }

        return start;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TokenKind KindAt(byte first) => first < Kinds.Length ? (TokenKind)Kinds[first] : TokenKind.None;

    // Each of these gives something before the start where it takes more to tell.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int EndOfNumber(ReadOnlySpan<byte> bytes, int start)
    {
        int digits = bytes[start] == (byte)'-' ? start + 1 : start;
        int end = digits;
        while (end < bytes.Length && char.IsAsciiDigit((char)bytes[end]))
        {
            end++;
        }

        bool isWhole = end > digits && (bytes[digits] != (byte)'0' || end == digits + 1);
        return isWhole && end < bytes.Length && bytes[end] != (byte)'.' && (bytes[end] | 0x20) != 'e' ? end : -1;
    }

    private static int EndOfText(ReadOnlySpan<byte> bytes, int start)
    {
        byte quote = bytes[start];
        ReadOnlySpan<byte> view = bytes.Slice(start + 1, Math.Min(bytes.Length - start - 1, LongText));
        int plain = view.IndexOfAnyExcept(quote == (byte)'"' ? s_plainInDouble : s_plainInSingle);
        int end = start + 1 + plain;
        return plain >= 0 && bytes[end] == quote ? end + 1 : -1;
    }

    private static int EndOfWord(ReadOnlySpan<byte> bytes, int start) => start + bytes[start..].IndexOfAnyExceptInRange((byte)'a', (byte)'z');
}
