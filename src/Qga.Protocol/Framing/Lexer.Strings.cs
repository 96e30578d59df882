using System.Buffers;

namespace Qga.Protocol.Framing;

/// <content>Strings: finds their end, and has their content validated as it arrives.</content>
internal sealed partial class Lexer
{
    private static readonly SearchValues<byte> s_plainInDouble =
        SearchValues.Create(" !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~\x7F"u8);

    private static readonly SearchValues<byte> s_plainInSingle =
        SearchValues.Create(" !\"#$%&()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~\x7F"u8);

    private byte _quote;
    private bool _needsValidation;
    private int _validated;

    /// <summary>Whether a string is unfinished.</summary>
    public bool IsInString => _state is State.String or State.Escape;

    /// <summary>How far an unfinished string is valid as it stands, without an escape or a UTF-8 sequence that may be cut.</summary>
    public int ValidatedEnd => _needsValidation ? _validated : Position;

    /// <summary>What is wrong with the escapes or the UTF-8 of the string found; null if nothing is.</summary>
    public SyntaxFault? ContentFault { get; private set; }

    private void BeginString(byte quote)
    {
        _quote = quote;
        _state = State.String;
        _needsValidation = false;
        _validated = Position;
        ContentFault = null;
        _isPackable = true;
    }

    private TokenKind ContinueString(ReadOnlySpan<byte> bytes)
    {
        int plain = bytes[Position..].IndexOfAnyExcept(_quote == (byte)'"' ? s_plainInDouble : s_plainInSingle);
        if (plain < 0)
        {
            Position = bytes.Length;
            return TokenKind.None;
        }

        Position += plain;
        while (Position < bytes.Length && bytes[Position] is >= 0x80 and < 0xFE)
        {
            _needsValidation = true;
            Position++;
        }

        if (Position == bytes.Length || (bytes[Position] is >= 0x20 and < 0x80 and not (byte)'\\' && bytes[Position] != _quote))
        {
            return TokenKind.None;
        }

        byte special = bytes[Position++];
        if (special == _quote)
        {
            _state = State.Start;
            ValidateString(bytes[..Position], isWhole: true);
            return TokenKind.String;
        }

        if (special != (byte)'\\')
        {
            return Stray(special);
        }

        _needsValidation = true;
        _state = State.Escape;
        return TokenKind.None;
    }

    // What may follow a backslash is validated with the content; this finds only a string that ends within the escape.
    private TokenKind ContinueEscape(ReadOnlySpan<byte> bytes)
    {
        byte escaped = bytes[Position++];
        _state = State.String;
        return escaped is < 0x20 or >= 0xFE ? Stray(escaped) : TokenKind.None;
    }

    // Piece by piece: to validate a long string at its end would keep other clients waiting. A token whose start has been dropped belongs to a
    // message that is skipped.
    private void ValidateString(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        if (_needsValidation && ContentFault is null && TokenStart >= 0)
        {
            _validated = IsPacked ? Math.Max(_validated, _packedEnd) : _validated;
            ContentFault = StringContent.FindFault(bytes, isWhole, ref _validated);
        }
    }
}
