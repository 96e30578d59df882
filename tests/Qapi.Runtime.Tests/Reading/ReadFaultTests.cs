using Qapi.Runtime.Reading;

namespace Qapi.Runtime.Tests.Reading;

public class ReadFaultTests
{
    [Fact]
    public void The_path_is_put_together_from_the_inside_out()
    {
        string text = ReadFault.WrongType("integer").InMember("logical-id").InElement(1).InMember("vcpus").ToString();

        Assert.Equal("Invalid parameter type for 'vcpus[1].logical-id', expected: integer", text);
    }

    [Fact]
    public void An_element_may_itself_be_at_fault()
    {
        string text = ReadFault.WrongType("string").InElement(0).InMember("keys").InMember("data").ToString();

        Assert.Equal("Invalid parameter type for 'data.keys[0]', expected: string", text);
    }

    [Fact]
    public void Enumerations_name_the_last_member_only()
    {
        string text = ReadFault.NotAccepted("later").InMember("b").InMember("a").ToString();

        Assert.Equal("Parameter 'b' does not accept value 'later'", text);
    }

    [Theory]
    [InlineData("-1", ulong.MaxValue)]
    [InlineData("18446744073709551615", ulong.MaxValue)]
    [InlineData("0", 0)]
    public void Negative_integers_wrap_where_unsigned_ones_are_expected(string text, ulong expected)
    {
        Assert.Null(JsonValue.ReadUInt64(System.Text.Encoding.ASCII.GetBytes(text), out ulong value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("18446744073709551616")]
    [InlineData("\"1\"")]
    public void What_fits_no_unsigned_integer_is_refused(string text)
    {
        ReadFault? fault = JsonValue.ReadUInt64(System.Text.Encoding.ASCII.GetBytes(text), out _);

        Assert.Equal("Parameter 'n' expects uint64", fault?.InMember("n").ToString());
    }
}
