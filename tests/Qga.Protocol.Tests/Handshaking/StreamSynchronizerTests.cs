using System.Buffers;
using System.Text;
using Qga.Protocol.Handshaking;

namespace Qga.Protocol.Tests.Handshaking;

public sealed class StreamSynchronizerTests
{
    /// <summary>What an agent sends; @ stands for the right number. All of it is used, and the last byte is what completes the handshake.</summary>
    public static TheoryData<string> Answers =>
    [
        "\u00FF{\"return\": @}\n",
        "\u00FF{\"return\": @, \"id\": null}\r\n",
        "{\"error\": {\"class\": \"GenericError\", \"desc\": \"1:1: JSON parse error, stray '\\uFFFD'\"}}\n\u00FF{\"return\": @}\n",
        "half a reply to another client\u00FF{\"return\": @}\n",
        "{\"return\": @}\n\u00FF{\"return\": @}\n",
        "\u00FF{\"return\": 0}\n\u00FF{\"return\": @}\n",
        "\u00FF{\"return\": 1\u00FF{\"return\": @}\n",
        "\u00FF\u00FF\u00FF{\"return\": @}\n",
        "\u00FF\n\u00FF[]\n\u00FF{}\n\u00FF{\"return\"\n\u00FF{\"return\": \"@\"}\n\u00FF{\"return\": @}\n",
        "\u00FF{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"x\"}}\n\u00FF{\"return\": @}\n",
    ];

    [Fact]
    public void The_request_begins_with_the_sentinel_and_ends_with_a_line_feed()
    {
        StreamSynchronizer synchronizer = new();
        string request = Write(synchronizer.WriteRequest);
        Assert.Equal($"\u00FF{{\"execute\": \"guest-sync-delimited\", \"arguments\": {{\"id\": {synchronizer.Id}}}}}\n", request);
        Assert.InRange(synchronizer.Id, 1, (1L << 53) - 1);
    }

    [Fact]
    public void A_mark_in_a_synchronized_stream_has_no_sentinel() =>
        Assert.Equal("{\"execute\": \"guest-sync\", \"arguments\": {\"id\": 7}}\n", Write(output => SyncRequest.Write(output, 7)));

    [Theory]
    [MemberData(nameof(Answers))]
    public void Is_answered_behind_the_last_sentinel_wherever_the_stream_is_cut(string sent)
    {
        for (int cut = 0; cut < sent.Length; cut++)
        {
            StreamSynchronizer synchronizer = Begin();
            byte[] bytes = Answer(sent, synchronizer);
            Assert.False(synchronizer.TryFinish(bytes.AsSpan(0, cut), out int consumed));
            Assert.Equal(cut, consumed);
            Assert.True(synchronizer.TryFinish([.. bytes.AsSpan(cut), .. "{\"re"u8], out consumed));
            Assert.Equal(bytes.Length - cut, consumed);
        }
    }

    [Fact]
    public void A_reply_to_an_earlier_request_does_not_count()
    {
        StreamSynchronizer synchronizer = Begin();
        byte[] stale = Answer("\u00FF{\"return\": @}\n", synchronizer);
        synchronizer.WriteRequest(new ArrayBufferWriter<byte>());
        Assert.False(synchronizer.TryFinish(stale, out _));
        Assert.True(synchronizer.TryFinish(Answer("\u00FF{\"return\": @}\n", synchronizer), out _));
    }

    [Fact]
    public void A_line_without_end_is_not_kept()
    {
        StreamSynchronizer synchronizer = Begin();
        Assert.False(synchronizer.TryFinish([0xFF], out _));
        byte[] blanks = new byte[4096];
        blanks.AsSpan().Fill((byte)' ');
        Assert.False(synchronizer.TryFinish(blanks, out _));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            Assert.False(synchronizer.TryFinish(blanks, out _));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
        Assert.False(synchronizer.TryFinish(Answer("{\"return\": @}\n", synchronizer), out _));
        Assert.True(synchronizer.TryFinish(Answer("\u00FF{\"return\": @}\n", synchronizer), out _));
    }

    private static StreamSynchronizer Begin()
    {
        StreamSynchronizer synchronizer = new();
        synchronizer.WriteRequest(new ArrayBufferWriter<byte>());
        return synchronizer;
    }

    private static byte[] Answer(string text, StreamSynchronizer synchronizer) =>
        Encoding.Latin1.GetBytes(text.Replace("@", $"{synchronizer.Id}", StringComparison.Ordinal));

    private static string Write(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> output = new();
        write(output);
        return Encoding.Latin1.GetString(output.WrittenSpan);
    }
}
