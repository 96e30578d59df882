using System.Text;
using Qapi.Runtime.Reading;

namespace Qapi.Runtime.Tests.Reading;

public sealed class TextListTests
{
    [Theory]
    [InlineData("[]")]
    [InlineData("[\"\"]", "")]
    [InlineData(" ['one' ,\t\"two\"]", "one", "two")]
    [InlineData("""["\u0061\n\"\\\/", "ä\u20ac\ud83d\ude00"]""", "a\n\"\\/", "ä€😀")]
    public void Gives_the_strings_as_UTF8(string text, params string[] expected)
    {
        Assert.Null(JsonValue.ReadTextList(Encoding.UTF8.GetBytes(text.TrimStart()), out TextList list));

        Assert.True(list.IsPresent);
        Assert.Equal(expected.Length, list.Count);
        Assert.Equal(expected.Sum(Encoding.UTF8.GetByteCount), list.ByteLength);
        Assert.Equal(expected, Texts(list));
    }

    [Fact]
    public void U0000_is_two_bytes()
    {
        Assert.Null(JsonValue.ReadTextList("""["a\u0000b"]"""u8, out TextList list));

        Assert.Equal(4, list.ByteLength);
        byte[] bytes = new byte[4];
        foreach (TextElement element in list)
        {
            Assert.Equal(4, element.CopyTo(bytes));
        }

        Assert.Equal([(byte)'a', 0xC0, 0x80, (byte)'b'], bytes);
    }

    /// <summary>A long string of letters may have been packed as base64 on its way, before anyone knew what it is.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("\\u0041 more")]
    public void A_packed_string_is_as_it_was_sent(string rest)
    {
        byte[] text = [.. "[\""u8, 0xFF, 6, 0, 0, 0, .. Convert.FromBase64String("abcdEFGH"), .. Encoding.ASCII.GetBytes(rest), .. "\", \"next\"]"u8];

        Assert.Null(JsonValue.ReadTextList(text, out TextList list));

        string expected = $"abcdEFGH{rest.Replace("\\u0041", "A", StringComparison.Ordinal)}";
        Assert.Equal(expected.Length + 4, list.ByteLength);
        Assert.Equal([expected, "next"], Texts(list));
    }

    [Theory]
    [InlineData("{}", "Invalid parameter type for 'list', expected: array")]
    [InlineData("\"one\"", "Invalid parameter type for 'list', expected: array")]
    [InlineData("[\"one\", 2]", "Invalid parameter type for 'list[1]', expected: string")]
    [InlineData("[null]", "Invalid parameter type for 'list[0]', expected: string")]
    [InlineData("[[]]", "Invalid parameter type for 'list[0]', expected: string")]
    public void What_is_no_list_of_strings_is_refused_as_everywhere(string text, string expected)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        Assert.Equal(expected, JsonValue.ReadTextList(bytes, out _)?.InMember("list").ToString());
        Assert.Equal(expected, JsonValue.ReadList(bytes, JsonValue.ReadString, out IReadOnlyList<string> _)?.InMember("list").ToString());
    }

    [Fact]
    public void One_that_was_not_given_is_empty()
    {
        TextList list = default;

        Assert.False(list.IsPresent);
        Assert.Equal((0, 0), (list.Count, list.ByteLength));
        Assert.Empty(Texts(list));
    }

    [Fact]
    public void No_object_is_made_of_a_string()
    {
        byte[] text = Encoding.ASCII.GetBytes($"[{string.Join(',', Enumerable.Repeat("\"a\\n\\u0041\"", 10_000))}]");
        byte[] destination = new byte[3];
        Count(text, destination);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(30_000, Count(text, destination));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    private static int Count(byte[] text, byte[] destination)
    {
        int length = 0;
        _ = JsonValue.ReadTextList(text, out TextList list);
        foreach (TextElement element in list)
        {
            length += element.CopyTo(destination);
        }

        return length;
    }

    private static List<string> Texts(TextList list)
    {
        List<string> texts = [];
        foreach (TextElement element in list)
        {
            byte[] bytes = new byte[element.ByteLength];
            Assert.Equal(bytes.Length, element.CopyTo(bytes));
            texts.Add(Encoding.UTF8.GetString(bytes));
        }

        return texts;
    }
}
