using System.Buffers;
using System.Text;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;
using Qga.Protocol.Envelope;

namespace Qga.Protocol.Tests.Envelope;

/// <summary>Long texts in requests: what a client sends must not become managed memory of the same size.</summary>
public sealed class LongTextTests
{
    private const int Length = 8 << 20;
    private const int Most = 1 << 20;
    private static readonly byte[] s_escaped = [.. "\""u8, .. Enumerable.Repeat("\\u0061"u8.ToArray(), Length / 6).SelectMany(bytes => bytes), .. "\""u8];

    [Fact]
    public void An_unexpected_member_is_quoted_in_part()
    {
        byte[] message = [.. "{"u8, .. s_escaped, .. ":1}"u8];
        long before = GC.GetAllocatedBytesForCurrentThread();
        QapiError? error = Request.TryRead(message, out _);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Most);
        Assert.Equal($"QMP input member '{new string('a', JsonString.MaximumQuote)}' is unexpected", error?.Description);
    }

    [Fact]
    public void Of_a_command_the_beginning_is_enough()
    {
        byte[] message = [.. "{\"execute\":"u8, .. s_escaped, .. "}"u8];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(Request.TryRead(message, out Request request));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Most);
        Assert.Equal(new string('a', JsonString.MaximumQuote), JsonString.ToQuote(request.Execute));
    }

    [Fact]
    public void An_id_is_repeated_piece_by_piece()
    {
        byte[] id = [.. "{"u8, .. s_escaped, .. ":"u8, .. s_escaped, .. "}"u8];
        ArrayBufferWriter<byte> output = new(Length);
        QapiError error = QapiError.Generic("no");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Reply.WriteError(output, id, error);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Most);
        string text = new('a', Length / 6);
        Assert.Equal(
            $"{{\"id\": {{\"{text}\": \"{text}\"}}, \"error\": {{\"class\": \"GenericError\", \"desc\": \"no\"}}}}\n",
            Encoding.ASCII.GetString(output.WrittenSpan));
    }
}
