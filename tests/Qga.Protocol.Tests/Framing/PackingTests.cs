using System.Text;
using Qapi.Runtime.Reading;
using Qga.Protocol.Envelope;
using Qga.Protocol.Framing;

namespace Qga.Protocol.Tests.Framing;

/// <summary>Payload that is decoded while it arrives: nobody may see a difference.</summary>
public sealed class PackingTests
{
    private static readonly string s_long = Convert.ToBase64String([.. Enumerable.Range(0, 15_000).Select(number => (byte)(number * 7))]);

    /// <summary>What is sent; the long text stands where an @ is.</summary>
    public static TheoryData<string> Streams =>
    [
        "{\"execute\":\"guest-file-write\",\"arguments\":{\"handle\":1000,\"buf-b64\":\"@\"}}{}",
        "'@'[1,]",
        "[\"@\", \"@\", '@QQ=='] x",
        "[\"@=@\"] }",
        "[\"@\\n@\\/@\"] }",
        "[\"@\\q\"] }",
        "[\"@\\ud800\"] }",
        "[\"@ @\"] }",
        "[\"    @\"] }",
        "[\"@\n\n@\"] #",
        "[\"@\u00C3\u00A4@\"] }",
        "[\"@\u00C3\"] }",
        "[\"@\u00FF{}  #",
        "\n\n[\"@\",\n\"@A\u00FF{}\n#",
        "['@\"'] }",
        "[\"@'\"] }",
        "[\"@\" \"@\"]{}",
        "{\"id\":\"@\"}",
    ];

    [Theory]
    [MemberData(nameof(Streams))]
    public void Makes_no_difference(string sent)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(sent.Replace("@", s_long, StringComparison.Ordinal));
        string expected = CutStream.Scan(bytes, [bytes.Length]);
        foreach (int piece in new[] { 977, 4096, 5000, 16_384 })
        {
            PackedStream stream = new();
            Assert.Equal(expected, stream.Receive(bytes, Pieces(bytes.Length, piece)));
            Assert.NotEqual(0, stream.Packed);
        }
    }

    [Theory]
    [InlineData("{\"@\":1,\"b\":2}{\"@\":1,\"@\":2}")]
    [InlineData("{\"@\":1,\"\\u0061@\":2}")]
    public void Keys_are_not_packed(string sent)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(sent.Replace("@", s_long, StringComparison.Ordinal));
        PackedStream stream = new();
        Assert.Equal(CutStream.Scan(bytes, [bytes.Length]), stream.Receive(bytes, Pieces(bytes.Length, 4096)));
        Assert.Equal(0, stream.Packed);
    }

    [Fact]
    public void Makes_no_difference_wherever_the_stream_is_cut()
    {
        byte[] bytes = Encoding.ASCII.GetBytes($"[\"{s_long[..5000]}\", \"{s_long[..4999]}=\\n\"] }}");
        string expected = CutStream.Scan(bytes, [bytes.Length]);
        for (int cut = 1; cut < bytes.Length; cut++)
        {
            Assert.Equal(expected, new PackedStream().Receive(bytes, [cut, bytes.Length - cut]));
        }

        Assert.Equal(expected, new PackedStream().Receive(bytes, Enumerable.Repeat(1, bytes.Length)));
    }

    [Fact]
    public void Counts_what_was_sent_and_not_what_is_kept()
    {
        FramerLimits limits = new() { Size = s_long.Length + 2 };
        byte[] fits = Encoding.ASCII.GetBytes($"\"{s_long}\"");
        byte[] exceeds = Encoding.ASCII.GetBytes($"\"{s_long}A\"{{}}");
        Assert.Equal($"«\"{s_long}\"»", new PackedStream(limits).Receive(fits, Pieces(fits.Length, 4999)));
        Assert.Equal("JSON token size limit exceeded«{}»", new PackedStream(limits).Receive(exceeds, Pieces(exceeds.Length, 4999)));
    }

    [Fact]
    public void Keeps_three_quarters()
    {
        string text = string.Concat(Enumerable.Repeat(s_long, 20));
        byte[] bytes = Encoding.ASCII.GetBytes($"\"{text}\"");
        PackedStream stream = new();
        stream.Receive(bytes, Pieces(bytes.Length, 10_000));
        Assert.InRange(stream.Peak, text.Length / 4 * 3, (text.Length / 4 * 3) + 100);
    }

    [Theory]
    [InlineData("")]
    [InlineData("QQ==")]
    [InlineData("Q")]
    [InlineData("\\nQUJD\\n")]
    public void The_bytes_are_those_of_the_text(string end)
    {
        byte[] packed = Packed(end, out byte[] plain);
        Base64Text text = Base64Text.FromValue(packed);
        Assert.True(text.Decoded.Length > 14_000);
        byte[] expected = new byte[plain.Length];
        byte[] actual = new byte[plain.Length];
        int length = Base64Text.FromValue(plain).Decode(expected);
        Assert.InRange(length, 0, text.MaximumLength);
        Assert.Equal(length, text.Decode(actual));
        Assert.Equal(expected, actual);
        Assert.Equal(-1, Base64Text.FromValue(Packed(end + "!", out _)).DecodeRest(new byte[100]));
    }

    [Fact]
    public void The_text_can_be_had_back()
    {
        byte[] packed = Packed("\\u0041", out byte[] plain);
        Assert.Equal(JsonString.Decode(plain), JsonString.Decode(packed));
        Assert.Null(Request.TryRead([.. "{\"execute\":"u8, .. packed, .. ",\"id\":"u8, .. packed, .. "}"u8], out Request request));
        Assert.Equal(JsonString.Decode(plain), JsonString.ToText(request.Execute));
        Assert.Equal(packed, request.Id);
    }

    // A long string with its quotes as a connection keeps it, and as it was sent.
    private static byte[] Packed(string end, out byte[] plain)
    {
        plain = Encoding.ASCII.GetBytes($"\"{s_long}{end}\"");
        Framer framer = new();
        byte[] memory = new byte[plain.Length];
        plain.AsSpan(0, 5000).CopyTo(memory);
        framer.Scan(memory.AsSpan(0, 5000));
        Assert.True(framer.CanPack(5000, out int open));
        int length = framer.Pack(memory, plain.AsSpan(5000 - open));
        Assert.Equal(FrameKind.Message, framer.Scan(memory.AsSpan(0, length)).Kind);
        return memory[..length];
    }

    private static IEnumerable<int> Pieces(int length, int piece) =>
        Enumerable.Range(0, (length + piece - 1) / piece).Select(number => Math.Min(piece, length - (number * piece)));
}
