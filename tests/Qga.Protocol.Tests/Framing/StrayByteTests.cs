using System.Buffers;
using System.Text;
using Qapi.Runtime.Errors;
using Qga.Protocol.Envelope;
using Qga.Protocol.Framing;

namespace Qga.Protocol.Tests.Framing;

/// <summary>Bytes that are errors by themselves: each is answered, and must cost little.</summary>
public sealed class StrayByteTests
{
    [Theory]
    [InlineData(0x00, "stray '")]
    [InlineData(0x01, "stray '\u0001")]
    [InlineData(0x7F, "stray '\u007F")]
    [InlineData(0xFE, "stray '\uFFFD")]
    [InlineData(0xFF, "stray '\uFFFD")]
    [InlineData((int)'}', "expecting value")]
    public void Are_answered_one_by_one(byte stray, string text)
    {
        string closing = text.StartsWith("stray", StringComparison.Ordinal) ? "'" : "";
        ArrayBufferWriter<byte> expected = new();
        ArrayBufferWriter<byte> actual = new();
        Framer framer = new();
        byte[] bytes = [.. "\n "u8, stray, (byte)'{', (byte)'}', stray];
        for (int start = 0; start < bytes.Length;)
        {
            Frame frame = framer.Scan(bytes.AsSpan(start));
            start += frame.Consumed;
            if (frame.Kind == FrameKind.SyntaxError)
            {
                Reply.WriteError(actual, frame.Error);
            }
        }

        // The column after a stray byte is one too high, as QEMU's agent has it.
        foreach (string place in (string[])["2:2", "2:5"])
        {
            Reply.WriteError(expected, default, QapiError.Generic($"{place}: JSON parse error, {text}{closing}"));
        }

        Assert.Equal(Encoding.ASCII.GetString(expected.WrittenSpan), Encoding.ASCII.GetString(actual.WrittenSpan));
    }

    [Theory]
    [InlineData(0x01)]
    [InlineData(0xFF)]
    [InlineData((int)',')]
    [InlineData((int)'}')]
    public void Allocate_nothing(byte stray)
    {
        ArrayBufferWriter<byte> output = new(1 << 20);
        Framer framer = new();
        byte[] bytes = Enumerable.Repeat(stray, 1000).ToArray();
        AnswerAll(framer, bytes, output);
        output.ResetWrittenCount();
        long before = GC.GetAllocatedBytesForCurrentThread();
        AnswerAll(framer, bytes, output);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(1000, output.WrittenSpan.Count((byte)'\n'));
    }

    private static void AnswerAll(Framer framer, ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        while (framer.Scan(bytes) is { Kind: not FrameKind.Incomplete } frame)
        {
            Reply.WriteError(output, frame.Error);
            bytes = bytes[frame.Consumed..];
        }
    }
}
