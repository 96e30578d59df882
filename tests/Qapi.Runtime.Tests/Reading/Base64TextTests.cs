using System.Text;
using Qapi.Runtime.Reading;

namespace Qapi.Runtime.Tests.Reading;

public class Base64TextTests
{
    // What glib's g_base64_decode makes of these.
    [Theory]
    [InlineData("", "")]
    [InlineData("QUJD", "ABC")]
    [InlineData("QUI=", "AB")]
    [InlineData("QQ==", "A")]
    [InlineData("QQ=", "")]
    [InlineData("Q", "")]
    [InlineData("QUJDR", "ABC")]
    [InlineData("QUJD====", "ABC\0")]
    [InlineData("QQ==QUJD", "AABC")]
    [InlineData("Q=JD", "@\u0002C")]
    [InlineData("Q\\nUJ\\nD\\n", "ABC")]
    [InlineData("QUJDQ\\u0055JD", "ABCABC")]
    [InlineData("Pz8\\/Pz8/", "??????")]
    public void Decoding_is_lax(string text, string expected)
    {
        var base64 = Base64Text.FromValue(Encoding.ASCII.GetBytes($"\"{text}\""));
        byte[] decoded = new byte[100];
        int length = base64.ReadRest().Read(decoded);

        Assert.Equal(expected, Encoding.Latin1.GetString(decoded, 0, length));
        Assert.Equal(length, base64.DecodeRest(new byte[7]));
        Assert.InRange(length, 0, base64.MaximumLength);

        byte[] whole = new byte[100];
        base64.Decode(whole);
        Assert.Equal(decoded, whole);
    }

    [Theory]
    [InlineData("QUJD QUJD")]
    [InlineData(" QUJD")]
    [InlineData("QUJD ")]
    [InlineData("QUJD    ")]
    [InlineData("QUJDQU JDQUJD")]
    [InlineData("QUJ-")]
    [InlineData("Qé==")]
    [InlineData("QUJD\\u0020")]
    [InlineData("QUJD\\r\\n")]
    [InlineData("QUJD\\\\")]
    [InlineData("QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD\\t=QUJD")]
    public void Other_characters_are_refused(string text)
    {
        foreach (int length in new[] { 1, 3, 7, 100 })
        {
            Assert.Equal(-1, Base64Text.FromValue(Encoding.UTF8.GetBytes($"\"{text}\"")).DecodeRest(new byte[length]));
        }
    }

    [Fact]
    public void Absent_is_not_the_same_as_empty()
    {
        Assert.False(default(Base64Text).IsPresent);
        Assert.True(Base64Text.FromValue("\"\""u8).IsPresent);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1000)]
    public void Pieces_of_any_size_join_to_the_whole(int piece)
    {
        byte[] bytes = new byte[2000];
        new Random(piece).NextBytes(bytes);
        var base64 = Base64Text.FromValue(Encoding.ASCII.GetBytes($"\"{Convert.ToBase64String(bytes)}\""));
        byte[] decoded = new byte[bytes.Length + piece];
        int length = 0;
        Base64Reader reader = base64.ReadRest();
        while (reader.Read(decoded.AsSpan(length, piece)) is > 0 and int count)
        {
            length += count;
        }

        Assert.Equal(bytes, decoded[..length]);
        Assert.Equal(length, base64.DecodeRest(new byte[7]));
    }
}
