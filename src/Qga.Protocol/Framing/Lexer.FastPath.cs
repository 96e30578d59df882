using System.Runtime.CompilerServices;

namespace Qga.Protocol.Framing;

/// <content>The fast path: tokens that are complete in the pending bytes, without escapes, UTF-8 sequences, fractions and exponents.</content>
internal sealed partial class Lexer
{
    // A longer string is left to the resumable path, so that no byte of it is scanned twice.
    private const int LongString = 256;
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

    /// <summary>Prepares for <see cref="TryScanToken"/> from <see cref="Position"/> on.</summary>
    /// <returns>False while a token is unfinished or input is skipped.</returns>
    public bool TryBeginFast()
    {
        if (_state != State.Start)
        {
            return false;
        }

        CommitPosition();
        return true;
    }

    /// <summary>Scans one token and changes no state.</summary>
    /// <param name="bytes">The pending bytes.</param>
    /// <param name="start">Where the token begins.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="end">The first byte behind it.</param>
    /// <returns>False if no token begins there, or if only <see cref="Next"/> can tell.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryScanToken(ReadOnlySpan<byte> bytes, int start, out TokenKind kind, out int end)
    {
        kind = KindAt(bytes[start]);
        end = kind switch
        {
            TokenKind.None => start,
            TokenKind.Number => EndOfNumber(bytes, start),
            TokenKind.String => EndOfString(bytes, start),
            TokenKind.Word => EndOfWord(bytes, start),
            _ => start + 1,
        };
        return end > start;
    }

    /// <summary>Commits tokens that <see cref="TryScanToken"/> found, and white space between them.</summary>
    /// <param name="end">The first byte behind them.</param>
    /// <param name="isReread">The new value of <see cref="IsReread"/>.</param>
    public void AdvanceTo(int end, bool isReread)
    {
        Position = end;
        IsReread = isReread;
    }

    /// <summary>Skips white space and counts its lines.</summary>
    /// <returns>The first byte that is none; <paramref name="start"/> if there is no white space.</returns>
    public int SkipWhiteSpace(ReadOnlySpan<byte> bytes, int start)
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

    // Each of these returns an offset before the start where it cannot decide.
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

    private static int EndOfString(ReadOnlySpan<byte> bytes, int start)
    {
        byte quote = bytes[start];
        ReadOnlySpan<byte> view = bytes.Slice(start + 1, Math.Min(bytes.Length - start - 1, LongString));
        int plain = view.IndexOfAnyExcept(quote == (byte)'"' ? s_plainInDouble : s_plainInSingle);
        int end = start + 1 + plain;
        return plain >= 0 && bytes[end] == quote ? end + 1 : -1;
    }

    private static int EndOfWord(ReadOnlySpan<byte> bytes, int start) => start + bytes[start..].IndexOfAnyExceptInRange((byte)'a', (byte)'z');
}
