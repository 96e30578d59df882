using Qapi.Runtime.Reading;

namespace Qga.Contracts.Tests;

/// <summary>How a client reads what an agent of another release sends.</summary>
public sealed class ClientReadingTests
{
    [Fact]
    public void Members_of_a_newer_agent_are_passed_over_at_every_depth()
    {
        ReadOnlySpan<byte> text =
            """{"paths": [{"path": "/", "later": {"a": [1, {}]}, "trimmed": 7}], "also": null}"""u8;

        Assert.Null(GuestFilesystemTrimResponse.Read(text, UnknownMembers.Ignore, out GuestFilesystemTrimResponse response));

        GuestFilesystemTrimResult result = Assert.Single(response.Paths);
        Assert.Equal(new GuestFilesystemTrimResult { Path = "/", Trimmed = 7 }, result);
    }

    [Fact]
    public void The_same_members_are_refused_where_nothing_may_be_passed_over()
    {
        ReadOnlySpan<byte> text = """{"paths": [{"path": "/", "later": 1}]}"""u8;

        ReadFault? fault = GuestFilesystemTrimResponse.Read(text, UnknownMembers.Refuse, out _);

        Assert.Equal("Parameter 'paths[0].later' is unexpected", fault?.ToString());
    }

    [Theory]
    [InlineData("{}", "Parameter 'count' is missing")]
    [InlineData("""{"count": 1, "buf-b64": "A*==", "eof": false}""", "Parameter 'buf-b64' expects base64")]
    [InlineData("""{"count": 1, "buf-b64": 5, "eof": false}""", "Invalid parameter type for 'buf-b64', expected: string")]
    [InlineData("""{"count": 1, "buf-b64": "", "eof": 0}""", "Invalid parameter type for 'eof', expected: boolean")]
    public void A_malformed_reply_is_told_with_its_place(string text, string expected) =>
        Assert.Equal(expected, GuestFileRead.Read(System.Text.Encoding.ASCII.GetBytes(text), UnknownMembers.Ignore, out _)?.ToString());

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("null")]
    public void A_reply_of_another_kind_is_no_object(string text) =>
        Assert.StartsWith(
            "Invalid parameter type for",
            GuestFileRead.Read(System.Text.Encoding.ASCII.GetBytes(text), UnknownMembers.Ignore, out _)?.ToString(),
            StringComparison.Ordinal);

    [Fact]
    public void Bytes_come_into_memory()
    {
        Assert.Null(GuestFileRead.Read("""{"count": 3, "buf-b64": "AP+A", "eof": true}"""u8, UnknownMembers.Ignore, out GuestFileRead read));

        Assert.Equal([0x00, 0xFF, 0x80], read.BufB64.ToMemory().ToArray());
    }
}
