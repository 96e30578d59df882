using System.Buffers;
using System.Text;
using System.Text.Json;
using Qapi.Runtime.Writing;
using Qga.Protocol.Envelope;

namespace Qga.Fuzz.Targets;

/// <summary>
/// Reader and writer against System.Text.Json: both take the same texts, but for what is QEMU's dialect alone or what it refuses, and read the same
/// values; what the agent repeats of a client's is the same value, in one line of ASCII.
/// </summary>
internal sealed class JsonTarget() : FuzzTarget("json")
{
    // U+0000 as QEMU's dialect has it.
    private static readonly byte[] s_zero = [0xC0, 0x80];
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 1100 };

    private readonly ArrayBufferWriter<byte> _first = new();
    private readonly ArrayBufferWriter<byte> _second = new();

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words => JsonWords.All;

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        byte[] text = [.. input, (byte)'\n'];
        bool isOurs = JsonMessages.TryFindOnly(text, out ReadOnlySpan<byte> message);
        using JsonDocument? document = Parse(text);
        bool hasZero = input.IndexOf(s_zero) >= 0;
        if (isOurs && document is null)
        {
            Check.That(hasZero || input.Contains((byte)'\''), "what is valid is JSON");
        }
        else if (document is not null && !isOurs)
        {
            Check.That(JsonComparison.IsRefused(document.RootElement), "what is JSON is valid");
        }
        else if (isOurs && !hasZero)
        {
            JsonComparison.Same(document!.RootElement, message);
        }

        if (isOurs)
        {
            Repeat(message, hasZero ? null : document);
        }
    }

    private static JsonDocument? Parse(byte[] text)
    {
        try
        {
            return JsonDocument.Parse(text, s_options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Repeat(ReadOnlySpan<byte> message, JsonDocument? original)
    {
        ReadOnlySpan<byte> line = Write(_first, message);
        Check.That(line[^1] == (byte)'\n' && Ascii.IsValid(line) && !line[..^1].ContainsAnyInRange((byte)0, (byte)0x1F), "a reply is a line of ASCII");
        if (!JsonMessages.TryFindOnly(line, out ReadOnlySpan<byte> reply))
        {
            // A number that is too large for a double is repeated as QEMU's agent does it.
            Check.That(line.IndexOf("inf"u8) >= 0, "a reply is a message");
            return;
        }

        Check.That(ReceivedReply.Read(reply, out ReceivedReply parts) is null, "a reply is a reply");
        if (original is not null)
        {
            JsonComparison.Same(original.RootElement, parts.Id);
        }

        // -0.0 comes back as -0, which is 0.
        if (!JsonMessages.HasReal(message))
        {
            Check.Same(line, Write(_second, parts.Id), "what was repeated is repeated as it is");
        }
    }

    private static ReadOnlySpan<byte> Write(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> id)
    {
        output.ResetWrittenCount();
        JsonWriter writer = new(output);
        writer.StartObject();
        writer.Member("return"u8);
        writer.StartObject();
        writer.EndObject();
        Reply.Complete(ref writer, id);
        return output.WrittenSpan;
    }
}
