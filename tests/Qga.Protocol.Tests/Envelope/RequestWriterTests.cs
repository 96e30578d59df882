using System.Buffers;
using System.Text;
using Qga.Protocol.Envelope;

namespace Qga.Protocol.Tests.Envelope;

public sealed class RequestWriterTests
{
    [Fact]
    public void A_request_without_arguments_has_no_such_member()
    {
        ArrayBufferWriter<byte> output = new();
        RequestWriter.Write(output, "guest-ping");
        Assert.Equal("{\"execute\": \"guest-ping\"}\n", Encoding.ASCII.GetString(output.WrittenSpan));
    }

    [Fact]
    public void An_id_goes_behind_everything_else()
    {
        ArrayBufferWriter<byte> output = new();
        RequestWriter.Write(output, "query-status", id: 7);
        Assert.Equal("{\"execute\": \"query-status\", \"id\": 7}\n", Encoding.ASCII.GetString(output.WrittenSpan));
        output.Clear();
        RequestWriter.Write(output, "stop", (ref writer) =>
        {
            writer.StartObject();
            writer.EndObject();
        }, id: -1);
        Assert.Equal("{\"execute\": \"stop\", \"arguments\": {}, \"id\": -1}\n", Encoding.ASCII.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Arguments_are_written_in_place()
    {
        ArrayBufferWriter<byte> output = new();
        RequestWriter.Write(output, "guest-file-close", (ref writer) =>
        {
            writer.StartObject();
            writer.Member("handle"u8);
            writer.Value(1000L);
            writer.EndObject();
        });
        Assert.Equal("{\"execute\": \"guest-file-close\", \"arguments\": {\"handle\": 1000}}\n", Encoding.ASCII.GetString(output.WrittenSpan));
    }
}
