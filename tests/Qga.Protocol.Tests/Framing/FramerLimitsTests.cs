using System.Text;
using Qga.Protocol.Framing;

namespace Qga.Protocol.Tests.Framing;

public sealed class FramerLimitsTests
{
    private const int Size = 64 << 20;
    private const int Tokens = 2 << 20;
    private const int Depth = 1024;

    /// <summary>What was sent, and what comes of it when a message may have 10 bytes, 5 tokens and 2 levels.</summary>
    public static TheoryData<string, string> Streams => new()
    {
        { "\"12345678\"", "«\"12345678\"»" },
        { "\"123456789\"{}", "JSON token size limit exceeded«{}»" },
        { "\"1234567890", "JSON token size limit exceeded" },
        { "\"1234567890\n[]", "JSON token size limit exceeded«[]»" },
        { "\"12345678901234567890\"[]", "JSON token size limit exceeded«[]»" },
        { "tttttttttttttttttttt []", "JSON token size limit exceeded«[]»" },
        { "['123456', 1]{}", "JSON token size limit exceeded«{}»" },
        { "['1234',           1]{}", "«['1234',           1]»«{}»" },
        { "[1,  2][1,2,3][]", "«[1,  2]»JSON token count limit exceeded«[]»" },
        { "[[]][[[]]]{}", "«[[]]»JSON nesting depth limit exceeded«{}»" },
        { "[[[#{}", "JSON nesting depth limit exceeded«{}»" },
        { "[1,2,3,4,5,6,7]{}", "JSON token count limit exceeded«{}»" },
        { "[1,2 3,4,5,6,7,[],'8'] [9]", "1:6: JSON parse error, expected ',' or ']'«[9]»" },
        { "[1234,5678]{}", "JSON token size limit exceeded«{}»" },
        { "[1234,567]{}", "«[1234,567]»«{}»" },
        { "[ \n \n    12 , 34 ]{}", "«[ \n \n    12 , 34 ]»«{}»" },
        { "{'a':[[]]}{}", "JSON nesting depth limit exceeded«{}»" },
        { "[1234567890,1,2,3,4,5]{}", "JSON token size limit exceeded«{}»" },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void Refuses_what_is_beyond_a_limit_and_goes_on_behind_it(string sent, string expected)
    {
        FramerLimits limits = new() { Size = 10, Tokens = 5, Depth = 2 };
        byte[] bytes = Encoding.ASCII.GetBytes(sent);
        Assert.Equal(expected, CutStream.Scan(bytes, [bytes.Length], limits));
        Assert.Equal(expected, CutStream.Scan(bytes, Enumerable.Repeat(1, bytes.Length), limits));
        for (int cut = 1; cut < bytes.Length; cut++)
        {
            Assert.Equal(expected, CutStream.Scan(bytes, [cut, bytes.Length - cut], limits));
        }
    }

    [Fact]
    public void Has_the_limits_of_the_newest_agent()
    {
        Assert.Null(Fault($"\"{new string('a', Size - 3)}\""));
        Assert.Equal("JSON token size limit exceeded", Fault($"\"{new string('a', Size - 2)}\""));
        Assert.Null(Fault($"[\"{new string('a', Size - 7)}\",   1]"));
        Assert.Equal("JSON token size limit exceeded", Fault($"[\"{new string('a', Size - 6)}\", 1]"));
        Assert.Null(Fault($"[{string.Concat(Enumerable.Repeat("1,", (Tokens / 2) - 2))}[]]"));
        Assert.Equal("JSON token count limit exceeded", Fault($"[{string.Concat(Enumerable.Repeat("1,", (Tokens / 2) - 1))}1]"));
        Assert.Null(Fault(new string('[', Depth) + new string(']', Depth)));
        Assert.Equal("JSON nesting depth limit exceeded", Fault(new string('[', Depth + 1) + new string(']', Depth + 1)));
    }

    [Theory]
    [InlineData("[[    ", "  ],[1]] [2]")]
    [InlineData("{'a': \n ", "[2]}[2]")]
    [InlineData("[1 ", "\n#\n[2]")]
    public void Drops_the_rest_of_what_was_refused_for_want_of_room(string before, string after)
    {
        Framer framer = new();
        byte[] bytes = Encoding.ASCII.GetBytes(before);
        Assert.Equal(FrameKind.Incomplete, framer.Scan(bytes).Kind);
        Frame refused = framer.Refuse();
        Assert.Equal((FrameKind.SyntaxError, bytes.Length), (refused.Kind, refused.Consumed));
        Assert.Equal("JSON token size limit exceeded", refused.Error.ToString());
        bytes = Encoding.ASCII.GetBytes(after);
        Assert.Equal(new Frame(FrameKind.Message, bytes.Length - 3, 3, bytes.Length), framer.Scan(bytes));
    }

    private static string? Fault(string text)
    {
        Frame frame = new Framer().Scan(Encoding.ASCII.GetBytes(text));
        Assert.NotEqual(FrameKind.Incomplete, frame.Kind);
        return frame.Kind == FrameKind.SyntaxError ? frame.Error.ToString() : null;
    }
}
