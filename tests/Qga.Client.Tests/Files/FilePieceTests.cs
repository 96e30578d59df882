using System.Text;
using Qapi.Runtime.Reading;

namespace Qga.Client.Tests.Files;

/// <summary>The content of a reply is taken out first, or read with the reply: nobody must see a difference.</summary>
public sealed class FilePieceTests
{
    [Theory]
    [InlineData("""{"return": {"count": 3, "buf-b64": "YWJj", "eof": false}}""", "abc", false)]
    [InlineData("""{"return":{"buf-b64":"YWJj","count":3,"eof":true}}""", "abc", true)]
    [InlineData("""{"return": {"count": 0, "buf-b64": "", "eof": true}}""", "", true)]
    [InlineData("""{"return": {"count": 1, "buf-b64" : "YQ==", "eof": true}}""", "a", true)]
    public void Content_is_taken_out(string reply, string content, bool isLast)
    {
        using FilePiece piece = new(64);

        Assert.True(piece.TryTakeContent(Encoding.UTF8.GetBytes(reply), out byte[] rest));
        Assert.Null(Read(piece, rest, out bool last));
        Assert.Equal((content, isLast), (Encoding.UTF8.GetString(piece.Rest.Span), last));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1 << 20)]
    public void Content_of_any_length_is_taken_out(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        using FilePiece piece = new(length);

        string text = Convert.ToBase64String(content);
        byte[] reply = Encoding.UTF8.GetBytes($$$"""{"return": {"count": {{{length}}}, "buf-b64": "{{{text}}}", "eof": false}}""");

        Assert.True(piece.TryTakeContent(reply, out byte[] rest));
        Assert.Equal($$$"""{"return": {"count": {{{length}}}, "buf-b64": "", "eof": false}}""", Encoding.UTF8.GetString(rest));
        Assert.Null(Read(piece, rest, out _));
        Assert.Equal(content, piece.Rest);
    }

    [Theory]
    [InlineData("""{"error": {"class": "GenericError", "desc": "no"}}""")]
    [InlineData("""{"return": {"count": 3, "buf-b64": "YW\u004aj", "eof": false}}""")]
    [InlineData("""{"return": {"count": 3, "buf-b64": "YWJj\\", "eof": false}}""")]
    [InlineData("""{"return": {"count": 3, "buf-b64": "YWJj\\u0", "eof": false}}""")]
    [InlineData("""{"return": {"count": 3, "buf-b64": "Y*Jj", "eof": false}}""")]
    [InlineData("""{"return": {"count": 3, "buf-b64": 7, "eof": false}}""")]
    [InlineData("""{"return": {"count": 3, "buf-b64":""")]
    [InlineData("""{"return": {"count": 3, "buf-b64": "YWJj""")]
    [InlineData("{\"return\": {\"count\": 3, \"buf-b64\": \"\u0001\u0000\u0000\u0000\u0003abc\", \"eof\": false}}")]
    [InlineData("")]
    public void Everything_else_is_left_to_the_reader(string reply)
    {
        using FilePiece piece = new(64);

        Assert.False(piece.TryTakeContent(Encoding.UTF8.GetBytes(reply), out _));
        Assert.True(piece.Rest.IsEmpty);
    }

    [Fact]
    public void More_than_was_asked_for_is_refused()
    {
        using FilePiece piece = new(3);
        string content = Convert.ToBase64String(new byte[10_000]);
        byte[] reply = Encoding.UTF8.GetBytes($$$"""{"return": {"count": 3, "buf-b64": "{{{content}}}", "eof": false}}""");

        Assert.False(piece.TryTakeContent(reply, out _));
        Assert.NotNull(piece.Read(Encoding.UTF8.GetBytes($$"""{"buf-b64": "{{content}}"}"""), out _));
    }

    private static ReadFault? Read(FilePiece piece, byte[] reply, out bool isLast)
    {
        string text = Encoding.UTF8.GetString(reply);
        return piece.Read(Encoding.UTF8.GetBytes(text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..^1].Trim()), out isLast);
    }
}
