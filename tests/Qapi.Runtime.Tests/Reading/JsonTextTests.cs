using System.Text;
using Qapi.Runtime.Reading;

namespace Qapi.Runtime.Tests.Reading;

public class JsonTextTests
{
    [Fact]
    public void An_object_gives_its_members_without_blanks()
    {
        var found = new List<string>();
        var members = new ObjectReader(
            " {\t'a' : 1 , \"b\\u0063\":[1, {'x': ']'}, \"\\\"]\"] ,\n\"d\" : {\"e\": {}} , \"f\":null,\"g\":-1.5e3 } "u8[1..^1]);
        while (members.Read())
        {
            found.Add($"{Encoding.UTF8.GetString(members.Name)}={Encoding.UTF8.GetString(members.Value)}");
        }

        Assert.Equal(["a=1", "bc=[1, {'x': ']'}, \"\\\"]\"]", "d={\"e\": {}}", "f=null", "g=-1.5e3"], found);
    }

    [Theory]
    [InlineData("""  "\\"  """)]
    [InlineData("""  "\\\""  """)]
    [InlineData("""  "\\\\"  """)]
    [InlineData("""  "\"\\"  """)]
    [InlineData("""  "\"\"\""  """)]
    [InlineData("""  '\'"\\'  """)]
    public void A_string_ends_with_the_first_quote_that_is_not_escaped(string padded)
    {
        byte[] value = Encoding.UTF8.GetBytes(padded.Trim());
        Assert.Equal(value.Length, JsonText.SkipValue([.. value, .. ", \"x\""u8], 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{ \n}")]
    public void An_object_may_be_empty(string text) => Assert.False(new ObjectReader(Encoding.UTF8.GetBytes(text)).Read());

    [Theory]
    [InlineData("[]", 0)]
    [InlineData("[ ]", 0)]
    [InlineData("[1]", 1)]
    [InlineData("[ [1,2] , 'a,b' ,{\"x\":1},true]", 4)]
    public void An_array_gives_its_elements(string text, int expected)
    {
        var elements = new ArrayReader(Encoding.UTF8.GetBytes(text));
        int count = 0;
        while (elements.Read())
        {
            Assert.Equal(elements.Value.Length, JsonText.SkipValue(elements.Value, 0));
            count++;
        }

        Assert.Equal(expected, count);
    }

    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("'it\"s'", "it\"s")]
    [InlineData("\"\\\"\\'\\\\\\/\\b\\f\\n\\r\\t\"", "\"'\\/\b\f\n\r\t")]
    [InlineData("\"x\\u00E9\\u00e9\\uD83D\\uDE00y\"", "xéé\U0001F600y")]
    [InlineData("\"a\\u0000b\\u0000\"", "a\0b\0")]
    public void Strings_are_decoded(string text, string expected) => Assert.Equal(expected, JsonString.Decode(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void The_null_character_may_come_as_C080()
    {
        ReadOnlySpan<byte> value = [(byte)'"', (byte)'a', 0xC0, 0x80, (byte)'b', (byte)'"'];

        Assert.Equal("a\0b", JsonString.Decode(value));
        Assert.Equal(value[1..^1], JsonString.DecodeUtf8(value));
    }

    [Theory]
    [InlineData("0", NumberKind.Signed, 0)]
    [InlineData("-9223372036854775808", NumberKind.Signed, long.MinValue)]
    [InlineData("9223372036854775807", NumberKind.Signed, long.MaxValue)]
    [InlineData("9223372036854775808", NumberKind.Unsigned, 9223372036854775808d)]
    [InlineData("18446744073709551615", NumberKind.Unsigned, 18446744073709551615d)]
    [InlineData("18446744073709551616", NumberKind.Double, 18446744073709551616d)]
    [InlineData("-9223372036854775809", NumberKind.Double, -9223372036854775809d)]
    [InlineData("1.0", NumberKind.Double, 1)]
    [InlineData("1e0", NumberKind.Double, 1)]
    [InlineData("1e999", NumberKind.Double, double.PositiveInfinity)]
    public void Numbers_are_kept_as_the_narrowest_kind(string text, NumberKind kind, double expected)
    {
        Assert.Equal(kind, JsonNumber.Parse(Encoding.UTF8.GetBytes(text), out long signed, out ulong unsigned, out double real));
        Assert.Equal(expected, kind switch { NumberKind.Signed => signed, NumberKind.Unsigned => unsigned, _ => real });
    }
}
