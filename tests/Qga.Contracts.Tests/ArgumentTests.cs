using Qapi.Runtime.Reading;

namespace Qga.Contracts.Tests;

/// <summary>Arguments that fit.</summary>
public sealed class ArgumentTests
{
    [Fact]
    public void Members_may_come_in_any_order_with_either_quote_and_with_escapes()
    {
        Assert.Null(GuestFileSeekArguments.Read("{ 'whence' : 'c\\u0075r', \"offs\\u0065t\":-5 ,\n'handle': 1000}"u8, out GuestFileSeekArguments arguments));

        Assert.Equal(1000, arguments.Handle);
        Assert.Equal(-5, arguments.Offset);
        Assert.Equal(new GuestFileWhence.Name(QGASeek.Cur), arguments.Whence);
    }

    [Theory]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-0", 0)]
    public void Integers_reach_to_their_ends(string number, long expected)
    {
        Assert.Null(GuestFileCloseArguments.Read(System.Text.Encoding.ASCII.GetBytes($$"""{"handle": {{number}}}"""), out GuestFileCloseArguments arguments));
        Assert.Equal(expected, arguments.Handle);
    }

    [Fact]
    public void Optional_ones_that_are_left_out_are_null()
    {
        Assert.Null(GuestFileOpenArguments.Read("""{"path": "/x"}"""u8, out GuestFileOpenArguments open));
        Assert.Null(GuestFileReadArguments.Read("""{"handle": 1}"""u8, out GuestFileReadArguments read));
        Assert.Null(GuestFsfreezeFreezeListArguments.Read(default, out GuestFsfreezeFreezeListArguments freeze));

        Assert.Equal("/x", open.Path);
        Assert.Null(open.Mode);
        Assert.Null(read.Count);
        Assert.Null(freeze.Mountpoints);
    }

    [Fact]
    public void An_empty_list_is_not_a_missing_one()
    {
        Assert.Null(GuestFsfreezeFreezeListArguments.Read("""{"mountpoints": []}"""u8, out GuestFsfreezeFreezeListArguments arguments));
        Assert.Equal([], arguments.Mountpoints);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("7", 7)]
    public void An_alternate_takes_numbers_of_which_only_the_command_knows_whether_they_mean_something(string number, long expected)
    {
        Assert.Null(GuestFileWhence.Read(System.Text.Encoding.ASCII.GetBytes(number), UnknownMembers.Refuse, out GuestFileWhence whence));
        Assert.Equal(new GuestFileWhence.Value(expected), whence);
    }

    [Fact]
    public void Base64_stays_in_the_receive_buffer_until_the_command_asks_for_it()
    {
        Assert.Null(GuestFileWriteArguments.Read("""{"handle": 1, "buf-b64": "aGVsbG8="}"""u8, out GuestFileWriteArguments arguments));

        Assert.Equal(5, arguments.BufB64.Decode(new byte[7]));
        Span<byte> data = stackalloc byte[8];
        Assert.Equal(5, arguments.BufB64.ReadRest().Read(data));
        Assert.Equal("hello"u8, data[..5]);
    }

    [Theory]
    [InlineData("a b=")]
    [InlineData("aGVsbG8%")]
    [InlineData("\\u00e9AAA")]
    public void Characters_that_base64_does_not_have_are_for_the_command_to_refuse(string text)
    {
        byte[] message = System.Text.Encoding.UTF8.GetBytes($$"""{"handle": 1, "buf-b64": "{{text}}"}""");

        Assert.Null(GuestFileWriteArguments.Read(message, out GuestFileWriteArguments arguments));

        Assert.Equal(-1, arguments.BufB64.Decode(new byte[7]));
    }
}
