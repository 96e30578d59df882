using System.Text;
using Qga.Protocol.Framing;

namespace Qga.Protocol.Tests.Framing;

public sealed class FramerTests
{
    /// <summary>What was sent, and what comes of it: messages in « », errors as their text.</summary>
    public static TheoryData<string, string> Streams => new()
    {
        { "{\"execute\": \"guest-ping\"}", "«{\"execute\": \"guest-ping\"}»" },
        { " \n{}\r\n\t[]{} ", "«{}»«[]»«{}»" },
        { "1", "" },
        { "1\n-0 1.5e+3,", "«1»«-0»«1.5e+3»2:11: JSON parse error, expecting value" },
        { "'it''s'\"'\"", "«'it'»«'s'»«\"'\"»" },
        { "true false null\n", "«true»«false»«null»" },
        { "[[{'a':[]}]]", "«[[{'a':[]}]]»" },
        { "{\"a\":1,\"a\":", "" },
        { "{'a':{'a':1},'b':[{'a':1},{'a':2}]}", "«{'a':{'a':1},'b':[{'a':1},{'a':2}]}»" },
        { "\"\\ud800\"", "1:1: JSON parse error, \\ud800 is not a valid Unicode character" },
        { "\"\\ud800\\u0041\"", "1:1: JSON parse error, \\ud800 is not a valid Unicode character" },
        { "\"\\u12g4\"", "1:1: JSON parse error, \\u12g4 is not a valid Unicode character" },
        { "\"\\u12\"", "1:1: JSON parse error, \\u12\" is not a valid Unicode character" },
        { "\"\\u\"", "1:1: JSON parse error, \\u\" is not a valid Unicode character" },
        { "\"\\ud83f\\udffe\"", "1:1: JSON parse error, \\ud83f\\udffe is not a valid Unicode character" },
        { "\"\\ud83d\\ude00 \\u0000\"", "«\"\\ud83d\\ude00 \\u0000\"»" },
        { "\"\\q\"", "1:1: JSON parse error, invalid escape sequence in string" },
        { "\"\u00C3\"", "1:1: JSON parse error, invalid UTF-8 sequence in string" },
        { "\"\u00C0\u0080 \u00C3\u00A4\"", "«\"\u00C0\u0080 \u00C3\u00A4\"»" },
        { "\"\u00C1\u0080\"", "1:1: JSON parse error, invalid UTF-8 sequence in string" },
        { "\"\u00ED\u00A0\u0080\"", "1:1: JSON parse error, invalid UTF-8 sequence in string" },
        { "\"\u00EF\u00BF\u00BE\"", "1:1: JSON parse error, invalid UTF-8 sequence in string" },
        { "\"\u00FF", "1:1: JSON parse error, stray '\"\uFFFD'" },
        { "{[}", "1:2: JSON parse error, expecting key" },
        { "[}]", "1:2: JSON parse error, expecting value" + "1:3: JSON parse error, expecting value" },
        { "{]{}", "1:2: JSON parse error, expecting key«{}»" },
        { "{\"a\" 1 { [ ] } }{}", "1:6: JSON parse error, expecting ':'«{}»" },
        { "{\"a\":x1}{}", "1:6: JSON parse error, invalid keyword 'x'«{}»" },
        { "[1,]", "1:4: JSON parse error, expecting value" },
        { "[1 2]", "1:4: JSON parse error, expected ',' or ']'" },
        { "{'a':1 'b'}", "1:8: JSON parse error, expected ',' or '}'" },
        { "{'a':1,}", "1:8: JSON parse error, expecting key" },
        { "{1:1}", "1:2: JSON parse error, expecting key" },
        { "{\"a\" 1 \u00FF\n{}", "1:6: JSON parse error, expecting ':'«{}»" },
        { "#\n#", "1:1: JSON parse error, stray '#'2:1: JSON parse error, stray '#'" },
        { "\u00FF\u00FF", "1:1: JSON parse error, stray '\uFFFD'1:3: JSON parse error, stray '\uFFFD'" },
        { "}}", "1:1: JSON parse error, expecting value1:2: JSON parse error, expecting value" },
        { "{\"a\":1.}{}", "1:6: JSON parse error, stray '1.}'«{}»" },
        { "00\n0e1 ", "1:1: JSON parse error, stray '00'«0»2:3: JSON parse error, invalid keyword 'e'«1»" },
        { "-\nx\n-a\n1.5e+x\n", "1:1: JSON parse error, stray '-\n'3:1: JSON parse error, stray '-a'4:1: JSON parse error, stray '1.5e+x'" },
        { "{'a':1,'a':{'a' 1", "" },
        { "{'a':1,'a':{'a' 1 ", "1:17: JSON parse error, expecting ':'" },
        { "{'a':1,'a':[]", "1:13: JSON parse error, duplicate key" },
        { "\"a\tb\"\n", "1:1: JSON parse error, stray '\"a\t'" },
        { "{\"a\":\"b\u00FF{}", "1:6: JSON parse error, stray '\"b\uFFFD'«{}»" },
        { "\0\u0001\u007F\n", "1:1: JSON parse error, stray ''1:3: JSON parse error, stray '\u0001'" },
        { "A\"x\"{}", "1:1: JSON parse error, stray 'A'«{}»" },
        { "\"\\\u0001\"", "1:1: JSON parse error, stray '\"\\\u0001'" },
        { "\"\u00E4\u00B8\u0001", "1:1: JSON parse error, stray '\"\uFFFD\u0001'" },
        { "'\u00FB\u00A1\u0001'", "1:1: JSON parse error, stray ''\uFFFD\u0001'" },
        { "'\u00FD\u0080\u0080\u0080\u0080\u0080\u0080\u0001'", "1:1: JSON parse error, stray ''\uFFFD\uFFFD\u0001'" },
        { "'\u00F8\u0080\u0080\u0080\u0080'", "1:1: JSON parse error, invalid UTF-8 sequence in string" },
        { "\"\u00C0\u0080\u0001", "1:1: JSON parse error, stray '\"\0\u0001'" },

        // A string's content is judged as it comes, and what is wrong with it is said at its end.
        {
            "\"0123456789\\u0041\\n\\ud83d\\ude00\u00C3\u00A4\u00E2\u0082\u00AC0123456789\\\"\"",
            "«\"0123456789\\u0041\\n\\ud83d\\ude00\u00C3\u00A4\u00E2\u0082\u00AC0123456789\\\"\"»"
        },
        { "\"0123456789\\ud83d\\ude00\\ud83d\\u0041 0123456789\"", "1:1: JSON parse error, \\ud83d is not a valid Unicode character" },
        { "\"\\u12x0123456789\\q0123456789\"", "1:1: JSON parse error, \\u12x0 is not a valid Unicode character" },
        { "\"\u00E2\u0082 0123456789\\q0123456789\"", "1:1: JSON parse error, invalid UTF-8 sequence in string" },
        { "\"\\q0123456789 0123456789\u0001", "1:1: JSON parse error, stray '\"\\q0123456789 0123456789\u0001'" },
        { "1 \"0123456789\\n0123456789\\q0123456789\"", "«1»1:3: JSON parse error, invalid escape sequence in string" },
        { "{1 \"\\q0123456789 0123456789\", \"\\n0123456789 0123456789\"}{}", "1:2: JSON parse error, expecting key«{}»" },

        // Most tokens are taken in runs: what ends one, and what comes next.
        { "[0,-0,-1,10,1.5,1E5,true,null,'','a',\"\\n\",[],{}]", "«[0,-0,-1,10,1.5,1E5,true,null,'','a',\"\\n\",[],{}]»" },
        { "[1,2,\r\n 3,\n\n  4 5]", "4:5: JSON parse error, expected ',' or ']'" },
        { "[1,[2,3]4]", "1:9: JSON parse error, expected ',' or ']'" },
        { "[1,2x]{}", "1:6: JSON parse error, expected ',' or ']'«{}»" },
        { "[1,2 x]{}", "1:6: JSON parse error, expected ',' or ']'«{}»" },
        { "[1,02]{}", "1:4: JSON parse error, stray '02'" + "1:7: JSON parse error, expecting value«{}»" },
        { "[1,-]{}", "1:4: JSON parse error, stray '-]'«{}»" },
        { "[true,truce]{}", "1:7: JSON parse error, invalid keyword 'truce'«{}»" },
        { "[1,'a\nb'", "1:4: JSON parse error, stray ''a\n'" },
        { "[1,'a' 'b']{}", "1:8: JSON parse error, expected ',' or ']'«{}»" },
        { "[1 2,3,'4',-5,true,[6,{'7':8}],9]{}", "1:4: JSON parse error, expected ',' or ']'«{}»" },
        { "[1 2]]{}", "1:4: JSON parse error, expected ',' or ']'" + "1:6: JSON parse error, expecting value«{}»" },
        { "{'a':1,'b':{'a':2,'b':[{'a':3},{'a':4}]},'c':5}", "«{'a':1,'b':{'a':2,'b':[{'a':3},{'a':4}]},'c':5}»" },
        { "{'a':1,'b':{'c':2},'c':3,'b':4}", "1:30: JSON parse error, duplicate key" },
        { "{'1':0,'2':0,'3':0,'4':0,'5':0,'6':0,'7':0,'8':0,'9':0,'10':{'1':0,'9':0},'1':0}", "1:79: JSON parse error, duplicate key" },
        { "{'1':0,'2':0,'3':0,'4':0,'5':0,'6':0,'7':0,'8':0,'9':0,'10':{'1':0,'9':0},'9':0}", "1:79: JSON parse error, duplicate key" },
        { "{'1':0,'2':0,'3':0,'4':0,'5':0,'6':0,'7':0,'8':0,'9a':0,'9b':0,\"\\u0039a\":0}", "1:74: JSON parse error, duplicate key" },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void Finds_the_same_however_the_stream_is_cut(string sent, string expected)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(sent);
        Assert.Equal(expected, CutStream.Scan(bytes, [bytes.Length]));
        Assert.Equal(expected, CutStream.Scan(bytes, Enumerable.Repeat(1, bytes.Length)));
        for (int cut = 1; cut < bytes.Length; cut++)
        {
            Assert.Equal(expected, CutStream.Scan(bytes, [cut, bytes.Length - cut]));
        }
    }

    [Fact]
    public void Long_keys_that_are_the_same_are_found_however_they_are_written()
    {
        string key = new('k', 2000);
        string escaped = string.Concat(Enumerable.Repeat("\\u006b", 2000));
        Assert.Equal(FrameKind.Message, Scan($"{{\"{key}\":1,\"{escaped[6..]}\":2,\"{key}x\":{{\"{key}\":3}}}}"));
        Assert.Equal(FrameKind.SyntaxError, Scan($"{{\"{key}\":1,\"a\":2,\"{escaped}\":3}}"));
        Assert.Equal(FrameKind.SyntaxError, Scan($"{{\"{escaped}\":1,\"a\":{{\"{key}\":2}},\"{escaped}\":3}}"));

        static FrameKind Scan(string text) => new Framer().Scan(Encoding.ASCII.GetBytes(text)).Kind;
    }

    [Theory]
    [InlineData("{'a':1,'a':2}")]
    [InlineData("{'a':1,\"\\u0061\":2}")]
    [InlineData("{'\u00C0\u0080':1,'\\u0000':2}")]
    public void Reports_a_key_that_stands_twice(string text)
    {
        Framer framer = new();
        Frame frame = framer.Scan(Encoding.Latin1.GetBytes(text));
        Assert.Equal(FrameKind.SyntaxError, frame.Kind);
        Assert.EndsWith("JSON parse error, duplicate key", frame.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    public void Takes_texts_of_any_length(int length)
    {
        string text = $"['{new string('a', length)}',1 2]{{}}";
        Finds_the_same_however_the_stream_is_cut(text, $"1:{length + 7}: JSON parse error, expected ',' or ']'«{{}}»");
    }

    [Fact]
    public void Finds_a_double_among_very_many_keys()
    {
        string members = string.Join(',', Enumerable.Range(0, 500_000).Select(number => $"\"{number}\":0"));
        Framer framer = new();
        Assert.Equal(FrameKind.Message, framer.Scan(Encoding.ASCII.GetBytes($"{{{members}}}")).Kind);
        Assert.Equal(FrameKind.SyntaxError, framer.Scan(Encoding.ASCII.GetBytes($"{{{members},\"777\":0}}")).Kind);
    }

    [Fact]
    public void Forgets_half_a_message_on_reset()
    {
        Framer framer = new();
        Assert.Equal(FrameKind.Incomplete, framer.Scan("{\"execute\": \"guest-"u8).Kind);
        framer.Reset();
        Assert.Equal(new Frame(FrameKind.Message, 0, 2, 2), framer.Scan("{}"u8));
    }

    [Fact]
    public void Keeps_nothing_of_what_is_dropped()
    {
        Framer framer = new(new() { Size = 10 });
        Frame frame = framer.Scan("\"12345678901234"u8);
        Assert.Equal((FrameKind.SyntaxError, 15), (frame.Kind, frame.Consumed));
        frame = framer.Scan("12345678901234"u8);
        Assert.Equal((FrameKind.Incomplete, 14), (frame.Kind, frame.Consumed));
        frame = framer.Scan("1\"{}"u8);
        Assert.Equal(new Frame(FrameKind.Message, 2, 2, 4), frame);
    }

    [Fact]
    public void Allocates_nothing_for_messages()
    {
        Framer framer = new();
        byte[] message = "{\"execute\": \"guest-file-close\", \"arguments\": {\"handle\": 1000}, \"id\": \"\u00E4\"}"u8.ToArray();
        framer.Scan(message);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 100; round++)
        {
            framer.Scan(message.AsSpan(..30));
            framer.Scan(message);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Survives_any_bytes()
    {
        Random random = new(7);
        byte[] alphabet =
            [.. "{}[]:,\"'\\ue0123456789abtrufalsn-+. \n\t\0\u0001#A"u8, 0xFF, 0xFE, 0xC0, 0x80, 0xED, 0xA0, 0xF0];
        for (int round = 0; round < 2000; round++)
        {
            byte[] bytes = Enumerable.Range(0, random.Next(1, 200)).Select(_ => alphabet[random.Next(alphabet.Length)]).ToArray();
            string whole = CutStream.Scan(bytes, [bytes.Length]);
            Assert.Equal(whole, CutStream.Scan(bytes, Enumerable.Repeat(1, bytes.Length)));
        }
    }
}
