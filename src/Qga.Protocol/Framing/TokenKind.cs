namespace Qga.Protocol.Framing;

/// <summary>The tokens of QEMU's dialect of JSON.</summary>
internal enum TokenKind : byte
{
    /// <summary>None is complete yet.</summary>
    None,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    Colon,
    Comma,
    String,
    Number,

    /// <summary>A run of <c>a</c> to <c>z</c>.</summary>
    Word,

    /// <summary>Bytes that begin no token, up to the byte that shows it.</summary>
    Stray,
}
