namespace Qga.Protocol.Framing;

/// <summary>
/// Cuts a stream of bytes into JSON texts of QEMU's dialect, wherever its pieces end, and checks them as it goes: what it lets through is sound in
/// tokens, grammar, strings and keys, and within the limits. An error is reported once, where it shows; the rest of that message is dropped.
/// </summary>
/// <param name="limits">What a message may have; null: QEMU's limits.</param>
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
    private readonly Grammar _grammar = new();
    private int _messageStart = None;
    private int _braces;
    private int _brackets;
    private int _tokens;
    private int _size;
    private bool _isDropping;

    /// <summary>Goes on where it ended the last time.</summary>
    /// <param name="pending">
    /// All bytes received, but for those that an earlier frame said are consumed: what it has been shown before, in place, with more behind it.
    /// </param>
    /// <returns>What comes next.</returns>
    public Frame Scan(ReadOnlySpan<byte> pending)
    {
        while (true)
        {
            Skim(pending);
            if (_grammar.IsComplete)
            {
                return Message();
            }

            TokenKind kind = _lexer.Next(pending);
            if (kind == TokenKind.None)
            {
                return Pause(pending.Length);
            }

            if (kind == TokenKind.Stray)
            {
                // While a message is dropped its tokens are not kept either.
                bool wasDropping = _isDropping;
                bool isTooLong = IsTooLong(_lexer.TokenLength(_lexer.Position));
                EndMessage();
                if (wasDropping)
                {
                    continue;
                }

                return Fault(isTooLong ? SyntaxText.SizeLimit : Locate(SyntaxText.Stray(Sent(pending[_lexer.TokenStart.._lexer.Position]))));
            }

            Count(kind);
            string? fault = _isDropping ? null : ExceededLimit(_lexer.TokenLength(_lexer.Position)) ?? Check(kind, pending);
            bool isOver = (_braces <= 0 && _brackets <= 0) || _braces < 0 || _brackets < 0;
            if (fault is not null)
            {
                Drop();
            }
            else if (_grammar.IsComplete)
            {
                return Message();
            }

            if (isOver)
            {
                EndMessage();
            }

            if (fault is not null)
            {
                return Fault(fault);
            }
        }
    }

    /// <summary>Refuses the message that is unfinished, because the caller has no room for more of it; its rest will be dropped.</summary>
    /// <returns>The error; it consumes all that <see cref="Scan"/> was shown.</returns>
    public Frame Refuse()
    {
        Drop();
        return Fault(SyntaxText.SizeLimit);
    }

    /// <summary>Forgets half a message and starts to count lines anew: at the end of a connection. The caller drops what is pending.</summary>
    public void Reset()
    {
        _lexer.Reset();
        EndMessage();
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

    private string? ExceededLimit(int length)
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

    private string? Check(TokenKind kind, ReadOnlySpan<byte> pending)
    {
        if (_messageStart == None)
        {
            _messageStart = _lexer.TokenStart;
        }

        return _grammar.Accept(kind, pending[_messageStart.._lexer.Position], _lexer.TokenStart - _messageStart, _lexer.ContentFault) is string what
            ? Locate(what)
            : null;
    }

    private string Locate(string what)
    {
        (long line, long column) = _lexer.TokenPlace;
        return $"{line}:{column}: JSON parse error, {what}";
    }

    private Frame Message()
    {
        int start = _messageStart;
        int end = _lexer.Position;
        EndMessage();
        _lexer.Forget(end);
        return new(FrameKind.Message, start, end - start, end, null);
    }

    private Frame Fault(string text)
    {
        int end = _lexer.Position;
        _messageStart = None;
        _lexer.Forget(end);
        return new(FrameKind.SyntaxError, 0, 0, end, text);
    }

    // A token that is too long is refused before it is complete: it might never be.
    private Frame Pause(int length)
    {
        if (!_isDropping && _lexer.IsInToken && IsTooLong(_lexer.TokenLength(length)))
        {
            Drop();
            return Fault(SyntaxText.SizeLimit);
        }

        int consumed = _isDropping ? length : _messageStart != None ? _messageStart : _lexer.IsInToken ? _lexer.TokenStart : length;
        _lexer.Forget(consumed);
        _messageStart = _messageStart == None ? None : 0;
        return new(FrameKind.Incomplete, 0, 0, consumed, null);
    }

    // The rest of the message is looked at only for its end, which is the next token where nothing is open.
    private void Drop()
    {
        _isDropping = true;
        _tokens = 0;
        _size = 0;
        if (_braces + _brackets > 0)
        {
            _grammar.Drop();
        }
    }

    private void EndMessage()
    {
        _messageStart = None;
        _braces = 0;
        _brackets = 0;
        _tokens = 0;
        _size = 0;
        _isDropping = false;
        _grammar.Reset();
    }
}
