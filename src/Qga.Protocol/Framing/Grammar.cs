using System.Runtime.CompilerServices;
using Qga.Protocol.Limits;

namespace Qga.Protocol.Framing;

/// <summary>Accepts a message token by token: a push-down automaton, so that an error is found at the token that is one.</summary>
/// <param name="keyMemory">What the keys of large messages may take; null: any amount.</param>
internal sealed class Grammar(Budget? keyMemory)
{
    private readonly KeySet _keys = new(keyMemory);

    // The open values: 0 for an array; for an object its number within the message, negated while the value of a duplicate key is read.
    private int[] _open = new int[16];
    private int _depth;
    private int _objects;
    private Expected _expected = Expected.Value;

    private enum Expected : byte
    {
        /// <summary>No state: the table cannot tell, <see cref="Accept"/> can.</summary>
        Unknown,

        /// <summary>The value of a member, or the message itself.</summary>
        Value,
        FirstElement,
        Element,
        FirstKey,
        Key,
        Colon,
        AfterMember,
        AfterElement,

        /// <summary>Any token: the rest of the message is skipped.</summary>
        Anything,
    }

    // The transitions of most tokens. Rows: what is expected; columns: a colon, a comma, a string, a number.
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

    /// <summary>Whether the tokens accepted so far are a whole message.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether a string that comes next is a key.</summary>
    public bool IsKeyExpected => _expected is Expected.FirstKey or Expected.Key;

    public void Reset()
    {
        _depth = 0;
        _objects = 0;
        _expected = Expected.Value;
        IsComplete = false;
        _keys.Clear();
    }

    /// <summary>Lets every token pass <see cref="TryStep"/> until <see cref="Reset"/>.</summary>
    public void Skip() => _expected = Expected.Anything;

    /// <summary>Accepts a token for which the table of transitions is enough.</summary>
    /// <param name="kind">Its kind; a string has valid content.</param>
    /// <returns>False if nothing has changed and <see cref="Accept"/> must decide.</returns>
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

    /// <summary>Takes notice of the beginning of a string that is still arriving. A long key is hashed in these steps, not at its end.</summary>
    /// <param name="message">The message up to where the string is valid as it stands.</param>
    /// <param name="start">The offset of the string's opening quote.</param>
    public void ReadAhead(ReadOnlySpan<byte> message, int start)
    {
        if (IsKeyExpected)
        {
            _keys.ReadAhead(message, start);
        }
    }

    /// <summary>Accepts a token. Nothing changes if it is an error.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="message">The message up to the token's end.</param>
    /// <param name="start">The offset of the token's first byte.</param>
    /// <param name="contentFault">What is wrong with the content of a string; null if nothing is.</param>
    /// <returns>The error; null if there is none.</returns>
    public SyntaxFault? Accept(TokenKind kind, ReadOnlySpan<byte> message, int start, SyntaxFault? contentFault)
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

    private SyntaxFault? AcceptKey(TokenKind kind, ReadOnlySpan<byte> message, int start, SyntaxFault? contentFault)
    {
        if (kind != TokenKind.String)
        {
            return SyntaxText.ExpectingKey;
        }

        if (contentFault is not null)
        {
            return contentFault;
        }

        if (!_keys.TryAdd(message, _open[_depth - 1], start, out bool isNew))
        {
            return SyntaxText.TooManyKeys;
        }

        _expected = Expected.Colon;
        if (!isNew)
        {
            _open[_depth - 1] = -_open[_depth - 1];
        }

        return null;
    }

    private SyntaxFault? AcceptValue(TokenKind kind, ReadOnlySpan<byte> token, SyntaxFault? contentFault)
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

    // QEMU's agent reports a duplicate key at the end of the member.
    private SyntaxFault? EndValue(int depth)
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
