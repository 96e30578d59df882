using System.Buffers;
using Qapi.Runtime.Writing;

namespace Qga.Protocol.Framing;

/// <summary>What is wrong with a token.</summary>
/// <param name="text">The fault: <c>expecting value</c>.</param>
internal sealed class SyntaxFault(string text)
{
    public const string Introduction = ": JSON parse error, ";

    private byte[]? _escaped;

    public string Text { get; } = text;

    /// <summary>What follows the place of the error, in the form that strings of replies have.</summary>
    public ReadOnlySpan<byte> Escaped => _escaped ??= Escape();

    private byte[] Escape()
    {
        ArrayBufferWriter<byte> output = new();
        JsonWriter writer = new(output);
        writer.Value(Introduction + Text);
        writer.Flush();
        return output.WrittenSpan[1..^1].ToArray();
    }
}
