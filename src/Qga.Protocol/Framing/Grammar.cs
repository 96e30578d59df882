namespace Qga.Protocol.Framing;

/// <summary>Accepts one message token by token: a push-down automaton, so that a fault is found at the token that is one.</summary>
internal sealed class Grammar
{
    private readonly KeySet _keys = new();

    // What is open: 0 for an array; for an object its number within the message, negative while the value of a key is read that stands twice.
    private int[] _open = new int[16];
    private int _depth;
    private int _objects;
    private Expected _expected = Expected.Value;

    private enum Expected : byte
    {
        Value,
        FirstElement,
        FirstKey,
        Key,
        Colon,
        AfterMember,
        AfterElement,
    }

    /// <summary>Whether the tokens accepted so far make a whole message.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Prepares for the next message.</summary>
    public void Reset()
    {
        _depth = 0;
        _objects = 0;
        _expected = Expected.Value;
        IsComplete = false;
        _keys.Clear();
    }

    /// <summary>Accepts a token.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="message">The message up to and with the token.</param>
    /// <param name="start">Where in it the token begins.</param>
    /// <param name="isSuspicious">Whether a string's content has to be looked at.</param>
    /// <returns>Why it cannot stand here; null if it can.</returns>
    public string? Accept(TokenKind kind, ReadOnlySpan<byte> message, int start, bool isSuspicious)
    {
        switch (_expected)
        {
            case Expected.FirstKey when kind == TokenKind.CloseBrace:
            case Expected.FirstElement when kind == TokenKind.CloseBracket:
            case Expected.AfterMember when kind == TokenKind.CloseBrace:
            case Expected.AfterElement when kind == TokenKind.CloseBracket:
                _depth--;
                return EndValue();
            case Expected.FirstKey or Expected.Key:
                return AcceptKey(kind, message, start, isSuspicious);
            case Expected.Colon:
                _expected = Expected.Value;
                return kind == TokenKind.Colon ? null : SyntaxText.ExpectingColon;
            case Expected.AfterMember:
                _expected = Expected.Key;
                return kind == TokenKind.Comma ? null : SyntaxText.ExpectedInObject;
            case Expected.AfterElement:
                _expected = Expected.Value;
                return kind == TokenKind.Comma ? null : SyntaxText.ExpectedInArray;
            default:
                return AcceptValue(kind, message[start..], isSuspicious);
        }
    }

    private string? AcceptKey(TokenKind kind, ReadOnlySpan<byte> message, int start, bool isSuspicious)
    {
        if (kind != TokenKind.String)
        {
            return SyntaxText.ExpectingKey;
        }

        if (isSuspicious && StringContent.FindFault(message[start..]) is string fault)
        {
            return fault;
        }

        _expected = Expected.Colon;
        if (!_keys.TryAdd(message, _open[_depth - 1], start, message.Length - start))
        {
            _open[_depth - 1] = -_open[_depth - 1];
        }

        return null;
    }

    private string? AcceptValue(TokenKind kind, ReadOnlySpan<byte> token, bool isSuspicious)
    {
        switch (kind)
        {
            case TokenKind.OpenBrace:
                Open(++_objects, Expected.FirstKey);
                return null;
            case TokenKind.OpenBracket:
                Open(0, Expected.FirstElement);
                return null;
            case TokenKind.String:
                return (isSuspicious ? StringContent.FindFault(token) : null) ?? EndValue();
            case TokenKind.Number:
                return EndValue();
            case TokenKind.Word:
                return token.SequenceEqual("true"u8) || token.SequenceEqual("false"u8) || token.SequenceEqual("null"u8)
                    ? EndValue()
                    : SyntaxText.InvalidKeyword(token);
            default:
                return SyntaxText.ExpectingValue;
        }
    }

    private void Open(int owner, Expected expected)
    {
        if (_depth == _open.Length)
        {
            Array.Resize(ref _open, _depth * 2);
        }

        _open[_depth++] = owner;
        _expected = expected;
    }

    // A key that stands twice is a fault of the pair, and shows where the pair ends.
    private string? EndValue()
    {
        IsComplete = _depth == 0;
        int owner = IsComplete ? 0 : _open[_depth - 1];
        _expected = IsComplete ? Expected.Value : owner == 0 ? Expected.AfterElement : Expected.AfterMember;
        return owner < 0 ? SyntaxText.DuplicateKey : null;
    }
}
