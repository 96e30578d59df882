using System.Buffers;
using Qapi.Runtime.Writing;

namespace Qga.Client;

/// <summary>Writes a command's arguments: one JSON object.</summary>
/// <param name="writer">Where to.</param>
public delegate void ArgumentsWriter(ref JsonWriter writer);

/// <summary>Writes requests, a line each.</summary>
internal static class RequestWriter
{
    /// <summary>Writes a request.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="command">The command.</param>
    /// <param name="arguments">Its arguments; null: none.</param>
    public static void Write(IBufferWriter<byte> output, string command, ArgumentsWriter? arguments)
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

        writer.EndObject();
        writer.NewLine();
        writer.Flush();
    }
}
