using System.Buffers;

namespace Qga.Protocol.Framing;

/// <summary>
/// Finds the tokens in a stream that may be cut anywhere: a state machine that scans every byte once. Positions are offsets in the pending bytes
/// shown last.
/// </summary>
internal sealed partial class Lexer
{
    // Where QEMU's lexer begins a token again after an error: at structure, control characters but the tab, and bytes that no UTF-8 has.
    private static readonly SearchValues<byte> s_recoveryPoints = SearchValues.Create(
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
        (byte)'{', (byte)'}', (byte)'[', (byte)']', (byte)':', (byte)',', 0xFE, Framer.Sentinel,
    ]);

    private State _state;
    private bool _endsLine;
    private bool _isTokenReread;
    private long _line = 1;
    private long _dropped;
    private long _lineStart;

    private enum State : byte
    {
        Start,
        String,
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

        /// <summary>After a stray byte, up to the next recovery point.</summary>
        Recovering,

        /// <summary>No state of the machine: the number ends before this byte.</summary>
        Ended,

        /// <summary>No state of the machine: no number goes on like this.</summary>
        Broken,
    }

    /// <summary>The first byte of the token found, or of the unfinished one.</summary>
    public int TokenStart { get; private set; }

    /// <summary>The first byte not scanned yet; after a token, the first one behind it.</summary>
    public int Position { get; private set; }

    /// <summary>Whether a token is unfinished.</summary>
    public bool IsInToken => _state is not (State.Start or State.Recovering);

    /// <summary>Whether the byte at <see cref="Position"/> has been read before, as the end of a number, of a word or of skipped input.</summary>
    public bool IsReread { get; private set; }

    /// <summary>Finds the next token.</summary>
    /// <param name="bytes">The pending bytes.</param>
    /// <returns>Its kind; <see cref="TokenKind.None"/> if all bytes have been scanned.</returns>
    public TokenKind Next(ReadOnlySpan<byte> bytes)
    {
        while (Position < bytes.Length)
        {
            TokenKind kind = _state switch
            {
                State.Start => Begin(bytes),
                State.Recovering => Recover(bytes),
                State.String => ContinueString(bytes),
                State.Escape => ContinueEscape(bytes),
                State.Word => ContinueWord(bytes),
                _ => ContinueNumber(bytes),
            };
            if (kind != TokenKind.None)
            {
                return kind;
            }
        }

        if (_state == State.String)
        {
            ValidateString(bytes, isWhole: false);
        }

        return TokenKind.None;
    }

    /// <summary>
    /// Places an error at the token. Columns count bytes, and are one too high, as QEMU's agent has them, for a token whose first byte had been read
    /// before (<see cref="IsReread"/>).
    /// </summary>
    public SyntaxError ErrorAtToken(SyntaxFault fault) => new(fault, _line, _dropped + TokenStart - _lineStart + (_isTokenReread ? 2 : 1));

    /// <summary>Moves the positions, because the caller drops bytes from the front; at most up to <see cref="Position"/>.</summary>
    public void DropFront(int count)
    {
        _dropped += count;
        Position -= count;
        TokenStart -= count;
        _packedEnd -= count;
        _validated -= count;
    }

    /// <summary>Starts afresh, as on a new connection.</summary>
    public void Reset()
    {
        _state = State.Start;
        _line = 1;
        _dropped = 0;
        _lineStart = 0;
        _bytesSaved = 0;
        _endsLine = false;
        IsReread = false;
        TokenStart = 0;
        Position = 0;
    }

    private TokenKind Begin(ReadOnlySpan<byte> bytes)
    {
        CommitPosition();
        TokenStart = Position;
        byte first = bytes[Position];
        TokenKind kind = KindAt(first);
        if (kind == TokenKind.None && SkipWhiteSpace(bytes, Position) is int end && end > Position)
        {
            AdvanceTo(end, isReread: false);
            return TokenKind.None;
        }

        Position++;
        _isTokenReread = IsReread;
        IsReread = false;
        IsPacked = false;
        switch (kind)
        {
            case TokenKind.None:
                return Stray(first);
            case TokenKind.String:
                BeginString(first);
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
        IsReread = true;
        return TokenKind.Word;
    }

    private TokenKind Stray(byte last)
    {
        _state = State.Recovering;
        _endsLine = last == (byte)'\n';
        return TokenKind.Stray;
    }

    private TokenKind Recover(ReadOnlySpan<byte> bytes)
    {
        CommitPosition();

        // Only now, as the place of the stray token was in the line before.
        if (_endsLine)
        {
            _endsLine = false;
            _line++;
            _lineStart = _dropped + Position;
        }

        // Often the next byte is one: the search would take longer to begin than to end.
        int end = s_recoveryPoints.Contains(bytes[Position]) ? 0 : bytes[Position..].IndexOfAny(s_recoveryPoints);
        Position += end < 0 ? bytes.Length - Position : end;
        _state = end < 0 ? State.Recovering : State.Start;
        IsReread = end >= 0;
        return TokenKind.None;
    }
}
