using System.Buffers;

namespace Qga.Protocol.Framing;

/// <summary>Finds the tokens in a stream that may be cut anywhere. Every byte is looked at once; positions are those in the span shown last.</summary>
internal sealed partial class Lexer
{
    private static readonly SearchValues<byte> s_plainInDouble =
        SearchValues.Create(" !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~\x7F"u8);

    private static readonly SearchValues<byte> s_plainInSingle =
        SearchValues.Create(" !\"#$%&()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~\x7F"u8);

    private static readonly SearchValues<byte> s_endsDropping = SearchValues.Create(
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
        (byte)'{', (byte)'}', (byte)'[', (byte)']', (byte)':', (byte)',', 0xFE, Framer.Sentinel,
    ]);

    private State _state;
    private byte _quote;
    private bool _isSuspicious;
    private bool _isLineOver;
    private bool _isTokenReadAgain;
    private long _line = 1;
    private long _dropped;
    private long _lineStart;
    private int _judged;

    private enum State : byte
    {
        Start,
        Text,
        Escape,
        Minus,
        Zero,
        Digits,
        Point,
        Fraction,
        Exponent,
        ExponentSign,
        ExponentDigits,
        Word,

        /// <summary>After a stray byte, up to one at which a token is likely to begin.</summary>
        Dropping,

        /// <summary>No state: the number ends before this byte.</summary>
        Ended,

        /// <summary>No state: no number goes on like this.</summary>
        Broken,
    }

    /// <summary>The first byte of the token found, or of the unfinished one.</summary>
    public int TokenStart { get; private set; }

    /// <summary>The first byte not looked at yet; after a token, the first one behind it.</summary>
    public int Position { get; private set; }

    /// <summary>Whether a token is unfinished.</summary>
    public bool IsInToken => _state is not (State.Start or State.Dropping);

    /// <summary>Whether the next byte has been looked at before, as the end of a number, a word or dropped input.</summary>
    public bool IsReadAgain { get; private set; }

    /// <summary>What is wrong with the escapes or the UTF-8 of the string found; null if nothing is.</summary>
    public string? ContentFault { get; private set; }

    /// <summary>
    /// Where the token stands in the stream, both from 1, columns in bytes; one too high, as QEMU's agent has it, if its first byte was looked
    /// at before, as the end of a number, a word or dropped input.
    /// </summary>
    public (long Line, long Column) TokenPlace => (_line, _dropped + TokenStart - _lineStart + (_isTokenReadAgain ? 2 : 1));

    /// <summary>Finds the next token.</summary>
    /// <param name="bytes">What has been received and not been dropped.</param>
    /// <returns>Its kind; <see cref="TokenKind.None"/> if all bytes have been looked at.</returns>
    public TokenKind Next(ReadOnlySpan<byte> bytes)
    {
        while (Position < bytes.Length)
        {
            TokenKind kind = _state switch
            {
                State.Start => Begin(bytes),
                State.Dropping => Drop(bytes),
                State.Text => ContinueText(bytes),
                State.Escape => ContinueEscape(bytes),
                State.Word => ContinueWord(bytes),
                _ => ContinueNumber(bytes),
            };
            if (kind != TokenKind.None)
            {
                return kind;
            }
        }

        if (_state == State.Text)
        {
            Judge(bytes, isWhole: false);
        }

        return TokenKind.None;
    }

    /// <summary>Takes notice that the caller drops bytes from the front.</summary>
    /// <param name="count">How many; not beyond <see cref="Position"/>.</param>
    public void Forget(int count)
    {
        _dropped += count;
        Position -= count;
        TokenStart -= count;
        _packedEnd -= count;
        _judged -= count;
    }

    /// <summary>Starts afresh, as on a new connection.</summary>
    public void Reset()
    {
        _state = State.Start;
        _line = 1;
        _dropped = 0;
        _lineStart = 0;
        _saved = 0;
        _isLineOver = false;
        IsReadAgain = false;
        TokenStart = 0;
        Position = 0;
    }

    private TokenKind Begin(ReadOnlySpan<byte> bytes)
    {
        Settle();
        TokenStart = Position;
        byte first = bytes[Position];
        TokenKind kind = KindAt(first);
        if (kind == TokenKind.None && PassBlanks(bytes, Position) is int end && end > Position)
        {
            PassTo(end, isReadAgain: false);
            return TokenKind.None;
        }

        Position++;
        _isTokenReadAgain = IsReadAgain;
        IsReadAgain = false;
        IsPacked = false;
        switch (kind)
        {
            case TokenKind.None:
                return Stray(first);
            case TokenKind.String:
                _quote = first;
                _state = State.Text;
                _isSuspicious = false;
                _judged = Position;
                ContentFault = null;
                _isPackable = true;
                return TokenKind.None;
            case TokenKind.Number:
                _state = first switch { (byte)'-' => State.Minus, (byte)'0' => State.Zero, _ => State.Digits };
                return TokenKind.None;
            case TokenKind.Word:
                _state = State.Word;
                return TokenKind.None;
            default:
                return kind;
        }
    }

    private TokenKind Drop(ReadOnlySpan<byte> bytes)
    {
        Settle();
        // Only now, as the place of the stray token was in the line before.
        if (_isLineOver)
        {
            _isLineOver = false;
            _line++;
            _lineStart = _dropped + Position;
        }

        int end = bytes[Position..].IndexOfAny(s_endsDropping);
        Position += end < 0 ? bytes.Length - Position : end;
        _state = end < 0 ? State.Dropping : State.Start;
        IsReadAgain = end >= 0;
        return TokenKind.None;
    }

    private TokenKind ContinueText(ReadOnlySpan<byte> bytes)
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
            _isSuspicious = true;
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
            Judge(bytes[..Position], isWhole: true);
            return TokenKind.String;
        }

        if (special != (byte)'\\')
        {
            return Stray(special);
        }

        _isSuspicious = true;
        _state = State.Escape;
        return TokenKind.None;
    }

    // As it comes: all of a long string at once would keep other clients waiting. A token whose start is gone belongs to a message that is dropped.
    private void Judge(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        if (_isSuspicious && ContentFault is null && TokenStart >= 0)
        {
            _judged = IsPacked ? Math.Max(_judged, _packedEnd) : _judged;
            ContentFault = StringContent.FindFault(bytes, isWhole, ref _judged);
        }
    }

    // What may follow a backslash is judged with the content; here only an end within the escape is seen.
    private TokenKind ContinueEscape(ReadOnlySpan<byte> bytes)
    {
        byte escaped = bytes[Position++];
        _state = State.Text;
        return escaped is < 0x20 or >= 0xFE ? Stray(escaped) : TokenKind.None;
    }

    private TokenKind ContinueWord(ReadOnlySpan<byte> bytes)
    {
        int length = bytes[Position..].IndexOfAnyExceptInRange((byte)'a', (byte)'z');
        if (length < 0)
        {
            Position = bytes.Length;
            return TokenKind.None;
        }

        Position += length;
        _state = State.Start;
        IsReadAgain = true;
        return TokenKind.Word;
    }

    private TokenKind ContinueNumber(ReadOnlySpan<byte> bytes)
    {
        for (; Position < bytes.Length; Position++)
        {
            State next = AfterNumber(_state, bytes[Position]);
            if (next == State.Ended)
            {
                _state = State.Start;
                IsReadAgain = true;
                return TokenKind.Number;
            }

            if (next == State.Broken)
            {
                return Stray(bytes[Position++]);
            }

            _state = next;
            if (next is State.Digits or State.Fraction or State.ExponentDigits)
            {
                while (Position + 1 < bytes.Length && char.IsAsciiDigit((char)bytes[Position + 1]))
                {
                    Position++;
                }
            }
        }

        return TokenKind.None;
    }

    private static State AfterNumber(State state, byte next)
    {
        bool isDigit = next is >= (byte)'0' and <= (byte)'9';
        bool isExponent = next is (byte)'e' or (byte)'E';
        return state switch
        {
            State.Minus => !isDigit ? State.Broken : next == (byte)'0' ? State.Zero : State.Digits,
            State.Zero => next == (byte)'.' ? State.Point : isDigit ? State.Broken : State.Ended,
            State.Digits => isDigit ? State.Digits : next == (byte)'.' ? State.Point : isExponent ? State.Exponent : State.Ended,
            State.Point => isDigit ? State.Fraction : State.Broken,
            State.Fraction => isDigit ? State.Fraction : isExponent ? State.Exponent : State.Ended,
            State.Exponent => isDigit ? State.ExponentDigits : next is (byte)'+' or (byte)'-' ? State.ExponentSign : State.Broken,
            State.ExponentSign => isDigit ? State.ExponentDigits : State.Broken,
            _ => isDigit ? State.ExponentDigits : State.Ended,
        };
    }

    private TokenKind Stray(byte last)
    {
        _state = State.Dropping;
        _isLineOver = last == (byte)'\n';
        return TokenKind.Stray;
    }
}
