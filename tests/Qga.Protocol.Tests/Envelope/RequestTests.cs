using System.Text;
using Qapi.Runtime.Errors;
using Qga.Protocol.Envelope;

namespace Qga.Protocol.Tests.Envelope;

public sealed class RequestTests
{
    [Fact]
    public void Finds_the_parts_in_any_order_and_either_quotes()
    {
        Assert.Null(Request.TryRead("{ 'id': [1], \"arguments\" : {'a': 1} , 'ex\\u0065cute': 'guest-\\u0070ing' }"u8, out Request request));
        Assert.Equal("guest-ping", Encoding.UTF8.GetString(request.Execute));
        Assert.Equal("{'a': 1}", Encoding.UTF8.GetString(request.Arguments));
        Assert.Equal("[1]", Encoding.UTF8.GetString(request.Id));
    }

    [Fact]
    public void Has_no_arguments_and_no_id_where_there_are_none()
    {
        Assert.Null(Request.TryRead("{'execute': ''}"u8, out Request request));
        Assert.True(request.Execute.IsEmpty);
        Assert.True(request.Arguments.IsEmpty);
        Assert.True(request.Id.IsEmpty);
    }

    [Theory]
    [InlineData("[]", "QMP input must be a JSON object")]
    [InlineData("'x'", "QMP input must be a JSON object")]
    [InlineData("1", "QMP input must be a JSON object")]
    [InlineData("null", "QMP input must be a JSON object")]
    [InlineData("{}", "QMP input lacks member 'execute'")]
    [InlineData("{'arguments': {}}", "QMP input lacks member 'execute'")]
    [InlineData("{'execute': null}", "QMP input member 'execute' must be a string")]
    [InlineData("{'execute': 'a', 'arguments': null}", "QMP input member 'arguments' must be an object")]
    [InlineData("{'execute': 'a', 'arguments': []}", "QMP input member 'arguments' must be an object")]
    [InlineData("{'exec-oob': 'a'}", "QMP input member 'exec-oob' is unexpected")]
    [InlineData("{'execute': 'a', 'exec-oob': 'a'}", "QMP input member 'exec-oob' is unexpected")]
    [InlineData("{'\\u0000': 'a'}", "QMP input member '\0' is unexpected")]
    [InlineData("{'Execute': 'a'}", "QMP input member 'Execute' is unexpected")]
    public void Names_the_fault(string text, string description)
    {
        QapiError? error = Request.TryRead(Encoding.UTF8.GetBytes(text), out _);
        Assert.Equal(QapiError.Generic(description), error);
    }

    [Fact]
    public void Knows_the_id_even_of_what_is_refused()
    {
        Assert.NotNull(Request.TryRead("{'x': 1, 'id': 7}"u8, out Request request));
        Assert.Equal("7", Encoding.UTF8.GetString(request.Id));
    }
}
