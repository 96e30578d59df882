namespace Qga.Protocol.Framing;

/// <summary>Why bytes are not JSON. A value that is formatted only into the reply: a client can cause one with every byte that it sends.</summary>
public readonly struct SyntaxError
{
    internal SyntaxError(SyntaxFault fault, long line = 0, long column = 0)
    {
        Fault = fault;
        Line = line;
        Column = column;
    }

    /// <summary>The fault: <c>expecting value</c>.</summary>
    public string Text => Fault?.Text ?? "";

    /// <summary>The line of the token at fault in the stream, from 1; 0 where a limit was exceeded, which is reported without a place.</summary>
    public long Line { get; }

    /// <summary>The column of the first byte of that token, from 1; columns count bytes.</summary>
    public long Column { get; }

    internal SyntaxFault? Fault { get; }

    /// <summary>The text that clients see.</summary>
    /// <returns><c>1:7: JSON parse error, expecting value</c>, or the text of the limit.</returns>
    public override string ToString() => Line == 0 ? Text : $"{Line}:{Column}{SyntaxFault.Introduction}{Text}";
}
