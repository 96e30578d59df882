using System.Buffers;
using Qapi.Runtime.Writing;

namespace Qga.Protocol.Envelope;

/// <summary>Writes a command's arguments: one JSON object.</summary>
/// <param name="writer">Receives the object.</param>
public delegate void ArgumentsWriter(ref JsonWriter writer);

/// <summary>Writes requests: <c>{"execute": …, "arguments": …, "id": …}</c>, one a line.</summary>
public static class RequestWriter
{
    /// <summary>Writes a request.</summary>
    /// <param name="output">Receives one line.</param>
    /// <param name="command">The command's name.</param>
    /// <param name="arguments">Writes the arguments; null if there are none.</param>
    /// <param name="id">The number that the reply must repeat; null if it needs none.</param>
    public static void Write(IBufferWriter<byte> output, string command, ArgumentsWriter? arguments = null, long? id = null)
    {
        JsonWriter writer = new(output);
        writer.StartObject();
        writer.Member("execute"u8);
        writer.Value(command);
        if (arguments is not null)
        {
            writer.Member("arguments"u8);
            arguments(ref writer);
        }

        if (id is not null)
        {
            writer.Member("id"u8);
            writer.Value(id.Value);
        }

        writer.EndObject();
        writer.NewLine();
        writer.Flush();
    }
}
