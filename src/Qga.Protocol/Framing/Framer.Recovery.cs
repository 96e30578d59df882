using Qapi.Runtime.Reading;

namespace Qga.Protocol.Framing;

/// <content>What follows an error: the rest of the message is skipped, and a new one begins where QEMU's agent begins one.</content>
public sealed partial class Framer
{
    /// <summary>Refuses the unfinished message, because the caller has no room for more of it. Its rest will be skipped.</summary>
    /// <returns>The error; it consumes all bytes that <see cref="Scan"/> was shown.</returns>
    public Frame Refuse()
    {
        SkipMessage();
        return Fault(SyntaxText.SizeLimit);
    }

    // A stray byte ends the message, and also the skipping of one: then the error has been reported already.
    private bool TryRecover(ReadOnlySpan<byte> pending, out Frame error)
    {
        error = default;
        bool isReported = _isSkipping;
        bool isTooLong = IsTooLong(_lexer.TokenLength(_lexer.Position));
        if (_tokens > 0 || _messageStart != None || _isSkipping)
        {
            EndMessage();
        }

        if (!isReported)
        {
            ReadOnlySpan<byte> token = pending[_lexer.TokenStart.._lexer.Position];
            error = Fault(isTooLong ? SyntaxText.SizeLimit : _lexer.ErrorAtToken(SyntaxText.Stray(AsSent(token))));
        }

        return isReported;
    }

    private ReadOnlySpan<byte> AsSent(ReadOnlySpan<byte> token) => _lexer.IsPacked ? PackedString.Unpack(token, SyntaxText.MaximumLength + 1) : token;

    // The message ends with the next token at which no brace or bracket is open.
    private void SkipMessage()
    {
        _isSkipping = true;
        _tokens = 0;
        _size = 0;
        if (_braces + _brackets > 0)
        {
            _grammar.Skip();
        }
    }

    private Frame Fault(SyntaxError error)
    {
        int end = _lexer.Position;
        _messageStart = None;
        _lexer.DropFront(end);
        return new(FrameKind.SyntaxError, 0, 0, end, error);
    }
}
