using System.Buffers;
using Qapi.Runtime.Reading;
using Qga.Protocol.Envelope;
using Qga.Protocol.Framing;

namespace Qga.Protocol.Handshaking;

/// <summary>
/// The client's side of the handshake: finds where the replies to its own requests begin, in a stream that may still hold replies to an earlier
/// client, or part of one. It sends <see cref="SyncRequest.WriteDelimited"/> and drops what it receives up to a
/// <see cref="Framer.Sentinel"/> that the reply with its own number follows. A reply with another number is stale: it answers a handshake that
/// was given up. No I/O and no clock: the caller moves the bytes and decides when to send again.
/// </summary>
public sealed class StreamSynchronizer
{
    // Longer than any reply to guest-sync-delimited: it bounds what a hostile agent makes a client keep.
    private const int MaximumLine = 4096;

    private readonly Framer _framer = new();
    private readonly ArrayBufferWriter<byte> _line = new();
    private bool _isBehindSentinel;

    /// <summary>The number of the last request; 0 before the first.</summary>
    public long Id { get; private set; }

    /// <summary>
    /// Writes a handshake request with a new number. To be called again if no reply comes: a request that reaches a port before the agent has
    /// opened it is lost. Then only the reply to the last request counts.
    /// </summary>
    /// <param name="output">Receives the request.</param>
    public void WriteRequest(IBufferWriter<byte> output)
    {
        Id = SyncRequest.NewId();
        SyncRequest.WriteDelimited(output, Id);
    }

    /// <summary>Takes the next bytes received, in pieces of any size.</summary>
    /// <param name="received">The bytes that follow those of the last call.</param>
    /// <param name="consumed">
    /// How many of them the handshake used: all, unless it has been answered. What follows then belongs to the next reply.
    /// </param>
    /// <returns>Whether the last request has been answered.</returns>
    public bool TryFinish(ReadOnlySpan<byte> received, out int consumed)
    {
        for (consumed = 0; consumed < received.Length;)
        {
            ReadOnlySpan<byte> rest = received[consumed..];
            int end = _isBehindSentinel ? rest.IndexOfAny((byte)'\n', Framer.Sentinel) : rest.IndexOf(Framer.Sentinel);
            consumed += end < 0 ? rest.Length : end + 1;
            bool isLineOver = end >= 0 && rest[end] == (byte)'\n';
            if (_isBehindSentinel)
            {
                Collect(end < 0 ? rest : rest[..end]);
            }

            if (isLineOver && IsAnswer(_line.WrittenSpan))
            {
                StartLine(isBehindSentinel: false);
                return true;
            }

            if (end >= 0)
            {
                StartLine(isBehindSentinel: !isLineOver);
            }
        }

        return false;
    }

    private void StartLine(bool isBehindSentinel)
    {
        _isBehindSentinel = isBehindSentinel;
        _line.ResetWrittenCount();
    }

    private void Collect(ReadOnlySpan<byte> part)
    {
        if (part.Length <= MaximumLine - _line.WrittenCount)
        {
            _line.Write(part);
        }
        else
        {
            StartLine(isBehindSentinel: false);
        }
    }

    private bool IsAnswer(ReadOnlySpan<byte> line)
    {
        _framer.Reset();
        Frame frame = _framer.Scan(line);
        return frame.Kind == FrameKind.Message
            && ReceivedReply.Read(line.Slice(frame.Start, frame.Length), out ReceivedReply reply) is null
            && reply.Error is null
            && JsonValue.ReadInt64(reply.Result, out long id) is null
            && id == Id;
    }
}
