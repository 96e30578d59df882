using System.Runtime.CompilerServices;

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
        /// <summary>No state: it takes a closer look to tell.</summary>
        Unknown,

        /// <summary>A member's, or the message itself.</summary>
        Value,
        FirstElement,
        Element,
        FirstKey,
        Key,
        Colon,
        AfterMember,
        AfterElement,

        /// <summary>Whatever neither opens nor closes.</summary>
        Anything,
    }

    // What most tokens lead to. Rows: what is expected; columns: a colon, a comma, a string, a number.
    private static ReadOnlySpan<byte> Steps =>
    [
        0, 0, 0, 0,
        0, 0, 0, 0,
        0, 0, (byte)Expected.AfterElement, (byte)Expected.AfterElement,
        0, 0, (byte)Expected.AfterElement, (byte)Expected.AfterElement,
        0, 0, 0, 0,
        0, 0, 0, 0,
        (byte)Expected.Value, 0, 0, 0,
        0, (byte)Expected.Key, 0, 0,
        0, (byte)Expected.Element, 0, 0,
        (byte)Expected.Anything, (byte)Expected.Anything, (byte)Expected.Anything, (byte)Expected.Anything,
    ];

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

    /// <summary>Has everything pass <see cref="TryStep"/> until the next message.</summary>
    public void Drop() => _expected = Expected.Anything;

    /// <summary>Accepts a token for which a look into a table is enough.</summary>
    /// <param name="kind">Its kind; a string without anything suspicious.</param>
    /// <returns>False: nothing has changed, and <see cref="Accept"/> is to be asked.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryStep(TokenKind kind)
    {
        uint column = (uint)(kind - TokenKind.Colon);
        Expected next = column < 4 ? (Expected)Steps[((int)_expected * 4) + (int)column] : Expected.Unknown;
        if (next == Expected.Unknown)
        {
            return false;
        }

        _expected = next;
        return true;
    }

    /// <summary>Accepts a token. Where it cannot stand nothing changes.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="message">The message up to and with the token.</param>
    /// <param name="start">Where in it the token begins.</param>
    /// <param name="contentFault">What is wrong with a string's content, if anything is.</param>
    /// <returns>Why it cannot stand here; null if it can.</returns>
    public string? Accept(TokenKind kind, ReadOnlySpan<byte> message, int start, string? contentFault)
    {
        switch (_expected)
        {
            case Expected.FirstKey when kind == TokenKind.CloseBrace:
            case Expected.FirstElement when kind == TokenKind.CloseBracket:
            case Expected.AfterMember when kind == TokenKind.CloseBrace:
            case Expected.AfterElement when kind == TokenKind.CloseBracket:
                _keys.Close(_open[_depth - 1]);
                return EndValue(_depth - 1);
            case Expected.FirstKey or Expected.Key:
                return AcceptKey(kind, message, start, contentFault);
            case Expected.Colon:
                return TryStep(kind) ? null : SyntaxText.ExpectingColon;
            case Expected.AfterMember:
                return TryStep(kind) ? null : SyntaxText.ExpectedInObject;
            case Expected.AfterElement:
                return TryStep(kind) ? null : SyntaxText.ExpectedInArray;
            default:
                return AcceptValue(kind, message[start..], contentFault);
        }
    }

    private string? AcceptKey(TokenKind kind, ReadOnlySpan<byte> message, int start, string? contentFault)
    {
        if (kind != TokenKind.String)
        {
            return SyntaxText.ExpectingKey;
        }

        if (contentFault is not null)
        {
            return contentFault;
        }

        _expected = Expected.Colon;
        if (!_keys.TryAdd(message, _open[_depth - 1], start))
        {
            _open[_depth - 1] = -_open[_depth - 1];
        }

        return null;
    }

    private string? AcceptValue(TokenKind kind, ReadOnlySpan<byte> token, string? contentFault)
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
                return contentFault ?? EndValue(_depth);
            case TokenKind.Number:
                return EndValue(_depth);
            case TokenKind.Word:
                return token.SequenceEqual("true"u8) || token.SequenceEqual("false"u8) || token.SequenceEqual("null"u8)
                    ? EndValue(_depth)
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
    private string? EndValue(int depth)
    {
        IsComplete = depth == 0;
        int owner = IsComplete ? 0 : _open[depth - 1];
        if (owner < 0)
        {
            return SyntaxText.DuplicateKey;
        }

        _depth = depth;
        _expected = IsComplete ? Expected.Value : owner == 0 ? Expected.AfterElement : Expected.AfterMember;
        return null;
    }
}
