using System.Text;
using Qapi.Runtime.Errors;
using Qga.Protocol.Envelope;

namespace Qga.Protocol.Tests.Envelope;

public sealed class ReceivedReplyTests
{
    [Theory]
    [InlineData("{\"return\": {\"a\": [1]}}", "{\"a\": [1]}", "")]
    [InlineData("{ \"id\" : [7] , \"new\": 1, 'return' : null }", "null", "[7]")]
    public void Finds_the_result_and_the_id(string text, string result, string id)
    {
        Assert.Null(ReceivedReply.Read(Encoding.UTF8.GetBytes(text), out ReceivedReply reply));
        Assert.Null(reply.Error);
        Assert.Equal(result, Encoding.UTF8.GetString(reply.Result));
        Assert.Equal(id, Encoding.UTF8.GetString(reply.Id));
    }

    [Theory]
    [InlineData("{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"no \\u00E4\", \"data\": {}}, \"id\": 1}")]
    [InlineData("{\"return\": 5, \"id\": 1, \"error\": {\"desc\": \"no \\u00E4\", \"class\": \"CommandNotFound\"}}")]
    public void An_error_counts_before_a_result(string text)
    {
        Assert.Null(ReceivedReply.Read(Encoding.UTF8.GetBytes(text), out ReceivedReply reply));
        Assert.Equal(new QapiError("CommandNotFound", "no ä"), reply.Error);
        Assert.True(reply.Result.IsEmpty);
        Assert.Equal("1", Encoding.UTF8.GetString(reply.Id));
    }

    [Theory]
    [InlineData("[]", "neither a result nor an error")]
    [InlineData("{}", "neither a result nor an error")]
    [InlineData("{\"event\": \"x\"}", "neither a result nor an error")]
    [InlineData("{\"error\": 1}", "an error without class or text")]
    [InlineData("{\"error\": {\"class\": \"GenericError\"}}", "an error without class or text")]
    [InlineData("{\"error\": {\"class\": 1, \"desc\": \"x\"}}", "an error without class or text")]
    public void Names_the_fault(string text, string fault) =>
        Assert.Equal(fault, ReceivedReply.Read(Encoding.UTF8.GetBytes(text), out _));
}
