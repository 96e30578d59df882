namespace Qga.Protocol.Framing;

// Map
//
// A stream is scanned in three layers: Lexer finds tokens, Grammar accepts them one by one and finds duplicate keys (KeySet), Framer joins them into
// messages and holds the limits. Each byte of a message is scanned once, however the stream is cut; the only state between two pieces is theirs.
//
// - The fast path (Framer.FastPath.cs, Lexer.FastPath.cs): short tokens that are complete in the pending bytes and need no validation. It changes no
//   state but positions and counts, and stops before the first token that it cannot decide.
// - The resumable path (Scan below, Lexer.cs with Lexer.Strings.cs and Lexer.Numbers.cs): a state machine that can stop at any byte and go on in the
//   next piece. It takes the tokens that the fast path leaves: long strings, escapes and UTF-8 (StringContent.cs), fractions, errors.
// - Recovery (Framer.Recovery.cs, Lexer.Recover): after an error the rest of the message is skipped, up to the point at which QEMU's agent starts
//   again; the texts of errors are in SyntaxText.cs.
// - Packing (Framer.Packing.cs, Lexer.Packing.cs): long strings of base64 are decoded while they arrive.

/// <summary>
/// Cuts a stream of bytes into JSON texts of QEMU's dialect, wherever its pieces end, and validates them: tokens, grammar, strings, duplicate keys,
/// limits. It reports an error once, at the token that shows it, and skips the rest of that message.
/// </summary>
/// <param name="limits">The limits of a message; null: QEMU's.</param>
public sealed partial class Framer(FramerLimits? limits = null)
{
    /// <summary>
    /// The byte 0xFF, which no UTF-8 has and so no JSON text: it ends whatever text its receiver was in the middle of. A client sends it before the
    /// handshake, and the agent before the reply to <c>guest-sync-delimited</c>.
    /// </summary>
    public const byte Sentinel = 0xFF;

    private const int None = -1;
    private readonly FramerLimits _limits = limits ?? new();
    private readonly Lexer _lexer = new();
    private readonly Grammar _grammar = new(limits?.KeyMemory);
    private int _messageStart = None;
    private int _braces;
    private int _brackets;
    private int _tokens;
    private int _size;
    private bool _isSkipping;

    /// <summary>Scans on from where the last call ended.</summary>
    /// <param name="pending">
    /// All bytes received but those that earlier frames consumed: what the last call was shown and did not consume, with more behind it.
    /// </param>
    /// <returns>The next message or error; <see cref="FrameKind.Incomplete"/> if all bytes have been scanned.</returns>
    public Frame Scan(ReadOnlySpan<byte> pending)
    {
        while (true)
        {
            ScanFast(pending);
            if (_grammar.IsComplete)
            {
                return Message();
            }

            TokenKind kind = _lexer.Next(pending);
            if (kind == TokenKind.None)
            {
                return Pause(pending);
            }

            if (kind == TokenKind.Stray ? !TryRecover(pending, out Frame frame) : TryEnd(kind, pending, out frame))
            {
                return frame;
            }
        }
    }

    /// <summary>Forgets an unfinished message and counts lines from 1 again, as on a new connection. The caller drops the pending bytes.</summary>
    public void Reset()
    {
        _lexer.Reset();
        EndMessage();
    }

    // Whether a token ends a message or is an error.
    private bool TryEnd(TokenKind kind, ReadOnlySpan<byte> pending, out Frame frame)
    {
        frame = default;
        Count(kind);
        SyntaxError? error = _isSkipping ? null : ExceededLimit(_lexer.TokenLength(_lexer.Position)) ?? Accept(kind, pending);
        bool isOver = (_braces <= 0 && _brackets <= 0) || _braces < 0 || _brackets < 0;
        if (error is null && _grammar.IsComplete)
        {
            frame = Message();
            return true;
        }

        if (error is not null)
        {
            SkipMessage();
        }

        if (isOver)
        {
            EndMessage();
        }

        if (error is not null)
        {
            frame = Fault(error.Value);
        }

        return error is not null;
    }

    private void Count(TokenKind kind)
    {
        switch (kind)
        {
            case TokenKind.OpenBrace:
                _braces++;
                break;
            case TokenKind.CloseBrace:
                _braces--;
                break;
            case TokenKind.OpenBracket:
                _brackets++;
                break;
            case TokenKind.CloseBracket:
                _brackets--;
                break;
        }
    }

    private bool IsTooLong(int length) => length > _limits.Size - _size;

    private SyntaxError? ExceededLimit(int length)
    {
        if (IsTooLong(length))
        {
            return SyntaxText.SizeLimit;
        }

        _tokens++;
        _size += length;
        return _tokens > _limits.Tokens ? SyntaxText.CountLimit
            : _braces + _brackets > _limits.Depth ? SyntaxText.DepthLimit
            : null;
    }

    private SyntaxError? Accept(TokenKind kind, ReadOnlySpan<byte> pending)
    {
        if (_messageStart == None)
        {
            _messageStart = _lexer.TokenStart;
        }

        return _grammar.Accept(kind, pending[_messageStart.._lexer.Position], _lexer.TokenStart - _messageStart, _lexer.ContentFault) is SyntaxFault fault
            ? _lexer.ErrorAtToken(fault)
            : null;
    }

    private Frame Message()
    {
        int start = _messageStart;
        int end = _lexer.Position;
        EndMessage();
        _lexer.DropFront(end);
        return new(FrameKind.Message, start, end - start, end);
    }

    private Frame Pause(ReadOnlySpan<byte> pending)
    {
        int length = pending.Length;
        if (!_isSkipping && _lexer.IsInToken)
        {
            // A token that is too long is refused before it is complete: it might never be.
            if (IsTooLong(_lexer.TokenLength(length)))
            {
                return Refuse();
            }

            if (_messageStart != None && _lexer.IsInString && _lexer.ContentFault is null)
            {
                _grammar.ReadAhead(pending[_messageStart.._lexer.ValidatedEnd], _lexer.TokenStart - _messageStart);
            }
        }

        int consumed = _isSkipping ? length : _messageStart != None ? _messageStart : _lexer.IsInToken ? _lexer.TokenStart : length;
        _lexer.DropFront(consumed);
        _messageStart = _messageStart == None ? None : 0;
        return new(FrameKind.Incomplete, 0, 0, consumed);
    }

    private void EndMessage()
    {
        _messageStart = None;
        _braces = 0;
        _brackets = 0;
        _tokens = 0;
        _size = 0;
        _isSkipping = false;
        _grammar.Reset();
    }
}
