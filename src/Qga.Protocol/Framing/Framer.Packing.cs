using Qapi.Runtime.Reading;

namespace Qga.Protocol.Framing;

/// <content>
/// Payload is decoded while it arrives: the caller that has shown the beginning of a long string of base64 hands over what it receives next, and
/// keeps it in the form of <see cref="PackedString"/>, which all that reads messages understands.
/// </content>
public sealed partial class Framer
{
    /// <summary>Whether what is received next can be decoded at once.</summary>
    /// <param name="pending">How many bytes were shown last.</param>
    /// <param name="open">How many of the last ones have to be handed over again with <see cref="Pack"/>.</param>
    /// <returns>False: it is to be shown as it comes.</returns>
    public bool CanPack(int pending, out int open)
    {
        open = 0;
        return !_isDropping && _lexer.CanPack(pending, out open);
    }

    /// <summary>Puts what was received behind what is pending, decoded as far as it goes.</summary>
    /// <param name="pending">The bytes shown last but for the open ones, with room for all of the text and a header of a few bytes behind them.</param>
    /// <param name="text">The open ones, and what was received after them; elsewhere in memory.</param>
    /// <returns>How many bytes are pending now; they have to be shown.</returns>
    public int Pack(Span<byte> pending, ReadOnlySpan<byte> text) => _lexer.Pack(pending, text);

    private ReadOnlySpan<byte> Sent(ReadOnlySpan<byte> token) => _lexer.IsPacked ? PackedString.Unpack(token, SyntaxText.MaximumLength + 1) : token;
}
