using System.Text;
using Xunit.Sdk;

namespace Qga.Conformance;

/// <summary>The form of transcripts: what is read out of it, and that a transcript can fail.</summary>
public static class FormTests
{
    [Theory]
    [InlineData("`a` * 3 LF", "aaa\n")]
    [InlineData("FF `x` FE", "\u00FFx\u00FE")]
    [InlineData("(`a` LF) * 2 `b`", "a\na\nb")]
    [InlineData("(`[` (`1,` * 2) `1]`) * 2", "[1,1,1][1,1,1]")]
    [InlineData("`a` | `b` |", "a|b|")]
    [InlineData("`a``b`", "ab")]
    [InlineData("", "")]
    public static void Bytes_are_read(string expression, string expected) =>
        Assert.Equal(expected, string.Join('|', ByteExpression.Parse(expression).Select(Encoding.Latin1.GetString)));

    [Theory]
    [InlineData("`a")]
    [InlineData("(`a`")]
    [InlineData("`a`)")]
    [InlineData("xyz")]
    [InlineData("`a` *")]
    public static void Bytes_that_make_no_sense_are_refused(string expression) =>
        Assert.Throws<FormatException>(() => ByteExpression.Parse(expression));

    [Theory]
    [InlineData("{\"return\": <int>}", "{\"return\": -12}", true)]
    [InlineData("{\"return\": <int>}", "{\"return\": 1.5}", false)]
    [InlineData("[<list <int>>]", "[]", true)]
    [InlineData("[<list <int>>]", "[1, 2, 3]", true)]
    [InlineData("[<list <int>>]", "[1 2]", false)]
    [InlineData("{<maybe \"a\": <string>, >\"b\": <bool>}", "{\"b\": true}", true)]
    [InlineData("{<maybe \"a\": <string>, >\"b\": <bool>}", "{\"a\": \"x\\\"y\", \"b\": false}", true)]
    [InlineData("<FF>{}", "\u00FF{}", true)]
    [InlineData("<3 ab>", "ababab", true)]
    [InlineData("<3 ab>", "abab", false)]
    [InlineData("$x <int>", "7 1", true)]
    [InlineData("a.c", "abc", false)]
    [InlineData("a", "a\n", false)]
    [InlineData("<at 2:3>x", "6:3: x", true)]
    [InlineData("<at 2:3>x", "5:3: x", false)]
    public static void Replies_are_compared(string pattern, string line, bool expected) =>
        Assert.Equal(expected, new ReplyPattern(pattern).Matches(line, firstLine: 5, new Dictionary<string, string> { ["x"] = "7" }));

    [Fact]
    public static void Places_are_left_out_where_they_are_not_told() =>
        Assert.True(new ReplyPattern("<at 2:3>x").Matches("x", firstLine: null, new Dictionary<string, string>()));

    [Theory]
    [InlineData("< {}", "t.transcript:1: nothing was sent before it")]
    [InlineData("> x\n!< {}", "t.transcript:2: no mark before it")]
    [InlineData("> x\n! qemu\n", "t.transcript:2: a mark is 'agents: reason'")]
    [InlineData("> x\n! all: because", "t.transcript:2: 'all' names no agents")]
    [InlineData("wait 5", "t.transcript:1: 'wait' is no step")]
    [InlineData("# nothing", "t.transcript: nothing in it")]
    public static void Lines_that_make_no_sense_are_named(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => TranscriptReader.Read("t", text)).Message);

    [Theory]
    [InlineData("qemu", false, "7.2", true)]
    [InlineData("qemu", true, "0.1", false)]
    [InlineData("ours", true, "0.1", true)]
    [InlineData("qemu <11", false, "10.0.13", true)]
    [InlineData("qemu <11", false, "11.0", false)]
    [InlineData("qemu >=9.1", false, "9.1.2", true)]
    [InlineData("qemu >=9.1", false, "9.0", false)]
    public static void Marks_select_agents(string selector, bool ours, string version, bool expected) =>
        Assert.Equal(expected, AgentSelector.Parse(selector).Matches(new AgentUnderTest("", ours, Version.Parse(version))));

    [Theory]
    [InlineData("> {\"execute\":\"guest-ping\"}\n< {\"return\": 1}", "came")]
    [InlineData("> {\"execute\":\"guest-ping\"}\n< {\"return\": {}}\n< {\"return\": {}}", "nothing came")]
    [InlineData("> {\"execute\":\"guest-ping\"}", "after the end came")]
    [InlineData(">> `{`", "after the end came")]
    [InlineData("> {\"execute\":\"guest-ping\"}\n< {\"return\": {}}\n! qemu: once\n!< {\"return\": {}}\n! ours: once\n!< {\"return\": {}}", "no longer needed")]
    [InlineData("> {\"execute\":\"guest-ping\"}\n< {\"return\": {}}\nclosed", "has not closed")]
    [InlineData("make f `a`\nfile f `b`", "content")]
    public static void Transcript_fails_where_the_agent_does_otherwise(string text, string why)
    {
        AgentUnderTest? agent = AgentUnderTest.Ours ?? AgentUnderTest.Reference;
        Assert.SkipWhen(agent is null, "no agent is there");
        using var run = new TranscriptRun(agent!, TranscriptReader.Read("t", text), TimeSpan.FromSeconds(1));
        Assert.Contains(why, Assert.ThrowsAny<XunitException>(run.Play).Message, StringComparison.Ordinal);
    }
}
