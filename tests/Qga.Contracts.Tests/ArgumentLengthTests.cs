using System.Text;
using Qapi.Runtime.Reading;

namespace Qga.Contracts.Tests;

/// <summary>Arguments are held against a bound before objects are made of them.</summary>
public sealed class ArgumentLengthTests
{
    private const string TooLong = "The arguments are longer than 8388608 bytes";

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, TooLong)]
    public void Text_counts(int more, string? expected)
    {
        const string Frame = """{"path": ""}""";
        byte[] text = Encoding.ASCII.GetBytes($$"""{"path": "{{new string('a', ReadLimits.Arguments - Frame.Length + more)}}"}""");

        Assert.Equal(expected, GuestFileOpenArguments.Read(text, out _)?.ToString());
    }

    [Fact]
    public void A_list_of_objects_counts()
    {
        byte[] text = Encoding.ASCII.GetBytes($$"""{"vcpus": [{{string.Join(',', Enumerable.Repeat("{}", ReadLimits.Arguments / 3))}}]}""");

        Assert.Equal(TooLong, GuestSetVcpusArguments.Read(text, out _)?.ToString());
    }

    [Fact]
    public void What_stays_in_the_receive_buffer_does_not_count()
    {
        string base64 = new('A', ReadLimits.Arguments + 4);
        Assert.Null(GuestFileWriteArguments.Read(Encoding.ASCII.GetBytes($$"""{"handle": 1, "buf-b64": "{{base64}}"}"""), out _));

        string list = string.Join(',', Enumerable.Repeat("\"a\"", ReadLimits.Arguments / 4));
        byte[] text = Encoding.ASCII.GetBytes($$"""{"path": "x", "arg": [{{list}}], "env": [{{list}}], "input-data": "{{base64}}"}""");
        Assert.Null(GuestExecArguments.Read(text, out GuestExecArguments arguments));
        Assert.Equal(ReadLimits.Arguments / 4, arguments.Arg.Count);
    }

    [Fact]
    public void What_stands_beside_it_does()
    {
        byte[] text = Encoding.ASCII.GetBytes($$"""{"handle": 1, "buf-b64": "", "more": "{{new string('a', ReadLimits.Arguments)}}"}""");

        Assert.Equal(TooLong, GuestFileWriteArguments.Read(text, out _)?.ToString());
    }

    [Fact]
    public void A_client_reads_longer_values()
    {
        byte[] text = Encoding.ASCII.GetBytes($$"""{"version": "{{new string('a', ReadLimits.Arguments)}}", "supported_commands": []}""");

        Assert.Null(GuestAgentInfo.Read(text, UnknownMembers.Ignore, out _));
    }
}
