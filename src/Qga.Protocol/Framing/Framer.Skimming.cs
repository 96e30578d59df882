namespace Qga.Protocol.Framing;

/// <content>The short way through a message: tokens that are sound and in view from end to end are only counted.</content>
public sealed partial class Framer
{
    // Ends behind the message, or before a token that takes more: that one leaves no trace.
    private void Skim(ReadOnlySpan<byte> pending)
    {
        if (!_lexer.TryResume())
        {
            return;
        }

        int at = _lexer.Position;
        bool isReadAgain = _lexer.IsReadAgain;

        // No token is shorter than a byte, so that in so many bytes no limit is exceeded.
        int room = Math.Min(_limits.Tokens - _tokens, _limits.Size - _size);
        ReadOnlySpan<byte> view = pending[..(at + Math.Min(room, pending.Length - at))];
        int tokens = 0;
        int size = 0;
        while (at < view.Length && !_grammar.IsComplete)
        {
            TokenKind kind = Lexer.FindWhole(view, at, out int end);
            if (kind == TokenKind.None)
            {
                end = _lexer.PassBlanks(view, at);
                if (end == at)
                {
                    break;
                }

                isReadAgain = false;
                at = end;
                continue;
            }

            if (!_grammar.TryStep(kind) && !TryTake(kind, pending[..end], at))
            {
                break;
            }

            isReadAgain = kind is TokenKind.Number or TokenKind.Word;
            tokens++;
            size += end - at;
            at = end;
        }

        _tokens += tokens;
        _size += size;
        _lexer.PassTo(at, isReadAgain);
    }

    private bool TryTake(TokenKind kind, ReadOnlySpan<byte> text, int start)
    {
        if (_isDropping || (kind is TokenKind.OpenBrace or TokenKind.OpenBracket && _braces + _brackets >= _limits.Depth))
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
