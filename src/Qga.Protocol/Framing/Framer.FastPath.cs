namespace Qga.Protocol.Framing;

/// <content>The fast path: short tokens that are complete in the pending bytes and valid as they stand.</content>
public sealed partial class Framer
{
    // Stops behind the message, or before a token that needs the resumable path; that token leaves no trace.
    private void ScanFast(ReadOnlySpan<byte> pending)
    {
        if (!_lexer.TryBeginFast())
        {
            return;
        }

        int at = _lexer.Position;
        bool isReread = _lexer.IsReread;

        // No token is shorter than a byte, so that this many bytes exceed no limit.
        int room = Math.Min(_limits.Tokens - _tokens, _limits.Size - _size);
        ReadOnlySpan<byte> view = pending[..(at + Math.Min(room, pending.Length - at))];
        int tokens = 0;
        int size = 0;
        while (at < view.Length && !_grammar.IsComplete)
        {
            if (!Lexer.TryScanToken(view, at, out TokenKind kind, out int end))
            {
                end = _lexer.SkipWhiteSpace(view, at);
                if (end == at)
                {
                    break;
                }

                isReread = false;
                at = end;
                continue;
            }

            if (!_grammar.TryStep(kind) && !AcceptToken(kind, pending[..end], at))
            {
                break;
            }

            isReread = kind is TokenKind.Number or TokenKind.Word;
            tokens++;
            size += end - at;
            at = end;
        }

        _tokens += tokens;
        _size += size;
        _lexer.AdvanceTo(at, isReread);
    }

    private bool AcceptToken(TokenKind kind, ReadOnlySpan<byte> text, int start)
    {
        if (_isSkipping || (kind is TokenKind.OpenBrace or TokenKind.OpenBracket && _braces + _brackets >= _limits.Depth))
        {
            return false;
        }

        int messageStart = _messageStart == None ? start : _messageStart;
        if (_grammar.Accept(kind, text[messageStart..], start - messageStart, contentFault: null) is not null)
        {
            return false;
        }

        _messageStart = messageStart;
        Count(kind);
        return true;
    }
}
