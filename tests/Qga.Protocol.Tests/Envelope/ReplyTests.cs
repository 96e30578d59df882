using System.Buffers;
using System.Text;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Writing;
using Qga.Protocol.Envelope;

namespace Qga.Protocol.Tests.Envelope;

public sealed class ReplyTests
{
    [Theory]
    [InlineData("", "{\"error\": {\"class\": \"GenericError\", \"desc\": \"no \\u00E4\"}}\n")]
    [InlineData("null", "{\"id\": null, \"error\": {\"class\": \"GenericError\", \"desc\": \"no \\u00E4\"}}\n")]
    public void An_error_comes_after_the_id(string id, string line)
    {
        ArrayBufferWriter<byte> output = new();
        Reply.WriteError(output, Encoding.UTF8.GetBytes(id), QapiError.Generic("no ä"));
        Assert.Equal(line, Encoding.ASCII.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("", "{\"return\": 5}\n")]
    [InlineData("1", "{\"return\": 5, \"id\": 1}\n")]
    [InlineData("-0", "{\"return\": 5, \"id\": 0}\n")]
    [InlineData("18446744073709551615", "{\"return\": 5, \"id\": 18446744073709551615}\n")]
    [InlineData("0.1", "{\"return\": 5, \"id\": 0.10000000000000001}\n")]
    [InlineData("1E+2", "{\"return\": 5, \"id\": 100}\n")]
    [InlineData("1e999", "{\"return\": 5, \"id\": inf}\n")]
    [InlineData("true", "{\"return\": 5, \"id\": true}\n")]
    [InlineData("'ä\\/\"'", "{\"return\": 5, \"id\": \"\\u00E4/\\\"\"}\n")]
    [InlineData("[ ]", "{\"return\": 5, \"id\": []}\n")]
    [InlineData("{ 'a' :[1,{},[\"x\" ,null]],'\u007f':{'b':2} }", "{\"return\": 5, \"id\": {\"a\": [1, {}, [\"x\", null]], \"\\u007F\": {\"b\": 2}}}\n")]
    public void A_result_comes_before_the_id_which_takes_the_form_of_replies(string id, string line)
    {
        ArrayBufferWriter<byte> output = new();
        JsonWriter writer = new(output);
        writer.StartObject();
        writer.Member("return"u8);
        writer.Value(5L);
        Reply.Complete(ref writer, Encoding.UTF8.GetBytes(id));
        Assert.Equal(line, Encoding.ASCII.GetString(output.WrittenSpan));
    }
}
