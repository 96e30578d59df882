namespace Qga.Protocol.Framing;

/// <content>
/// Payload is decoded while it arrives: a caller that has shown the beginning of a long string of base64 hands over what it receives next, and
/// keeps it in the form of <c>PackedString</c>, which everything that reads messages understands.
/// </content>
public sealed partial class Framer
{
    /// <summary>Whether the bytes received next can be decoded at once. Keys are never packed.</summary>
    /// <param name="pending">How many bytes the last <see cref="Scan"/> left pending.</param>
    /// <param name="open">How many of the last ones the caller must hand to <see cref="Pack"/> again, before the new ones.</param>
    /// <returns>False if the bytes received next must be shown as they are.</returns>
    public bool CanPack(int pending, out int open)
    {
        open = 0;
        return !_isSkipping && !_grammar.IsKeyExpected && _lexer.CanPack(pending, out open);
    }

    /// <summary>Appends received text to the pending bytes, decoded as far as it is base64.</summary>
    /// <param name="pending">
    /// The pending bytes without the open ones, followed by free room for all of <paramref name="text"/> and a header of 5 bytes.
    /// </param>
    /// <param name="text">The open bytes and those received after them. Must not overlap <paramref name="pending"/>.</param>
    /// <returns>How many bytes are pending now; they must be shown.</returns>
    public int Pack(Span<byte> pending, ReadOnlySpan<byte> text) => _lexer.Pack(pending, text);
}
