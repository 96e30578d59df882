using System.Buffers;
using Qapi.Runtime.Reading;
using Qga.Protocol.Framing;
using Qga.Protocol.Sync;

namespace Qga.Client;

public sealed partial class GuestAgentClient
{
    /// <summary>
    /// Makes sure that the next reply is the next call's. Calls do this by themselves; by itself it is the quickest test of whether an agent is there.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>When it is done.</returns>
    /// <exception cref="GuestAgentTimeoutException">The agent is not there, or busy.</exception>
    /// <exception cref="GuestAgentConnectionException">The connection is lost.</exception>
    public async Task SynchronizeAsync(CancellationToken cancellationToken = default)
    {
        using IDisposable turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        await SynchronizeNowAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task SynchronizeNowAsync(CancellationToken cancellationToken)
    {
        _isSynchronized = false;
        long number = Random.Shared.NextInt64(1, 1L << 53);
        var request = new ArrayBufferWriter<byte>();
        request.Write([Handshake.Sentinel]);
        WriteSynchronization(request, "guest-sync-delimited", number);
        await WithinAsync(_options.SynchronizationTimeout, "guest-sync-delimited", async token =>
        {
            await WriteAsync(request.WrittenMemory, token).ConfigureAwait(false);
            while (!IsReplyTo(number, (await _replies.ReadBehindSentinelAsync(token).ConfigureAwait(false)).Span))
            {
            }
        }, cancellationToken).ConfigureAwait(false);
        _isSynchronized = true;
    }

    private static void WriteSynchronization(IBufferWriter<byte> output, string command, long number) =>
        RequestWriter.Write(output, command, (ref writer) =>
        {
            writer.StartObject();
            writer.Member("id"u8);
            writer.Value(number);
            writer.EndObject();
        });

    private static bool IsReplyTo(long number, ReadOnlySpan<byte> line)
    {
        Frame frame = new Framer().Scan(line);
        return frame.Kind == FrameKind.Message && IsNumber(number, line.Slice(frame.Start, frame.Length));
    }

    private static bool IsNumber(long number, ReadOnlySpan<byte> reply)
    {
        if (JsonText.KindOf(reply) != JsonKind.Object)
        {
            return false;
        }

        ObjectReader members = new(reply);
        while (members.Read())
        {
            if (members.Name.SequenceEqual("return"u8))
            {
                return JsonValue.ReadInt64(members.Value, out long value) is null && value == number;
            }
        }

        return false;
    }
}
