using System.Buffers;
using Qapi.Runtime.Writing;
using Qga.Protocol.Envelope;
using Qga.Protocol.Framing;

namespace Qga.Protocol.Handshaking;

/// <summary>Writes the two synchronizing commands, whose reply repeats the number that they carry.</summary>
public static class SyncRequest
{
    /// <summary>Chooses a number for a synchronizing command.</summary>
    /// <returns>A random number from 1 to 2^53 − 1, which every JSON library keeps exactly.</returns>
    public static long NewId() => Random.Shared.NextInt64(1, 1L << 53);

    /// <summary>Writes <c>guest-sync</c>. Its reply marks a place among the replies of a stream that is synchronized already.</summary>
    /// <param name="output">Receives one line.</param>
    /// <param name="id">The number.</param>
    public static void Write(IBufferWriter<byte> output, long id) => Write(output, "guest-sync", id);

    /// <summary>
    /// Writes <see cref="Framer.Sentinel"/>, which makes the agent drop a request that an earlier client left unfinished, and
    /// <c>guest-sync-delimited</c>, before whose reply the agent sends the same byte.
    /// </summary>
    /// <param name="output">Receives the sentinel and one line.</param>
    /// <param name="id">The number.</param>
    public static void WriteDelimited(IBufferWriter<byte> output, long id)
    {
        output.Write([Framer.Sentinel]);
        Write(output, "guest-sync-delimited", id);
    }

    private static void Write(IBufferWriter<byte> output, string command, long id) =>
        RequestWriter.Write(output, command, (ref JsonWriter writer) =>
        {
            writer.StartObject();
            writer.Member("id"u8);
            writer.Value(id);
            writer.EndObject();
        });
}
