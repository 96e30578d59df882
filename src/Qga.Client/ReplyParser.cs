using Qapi.Runtime.Reading;
using Qga.Protocol.Envelope;
using Qga.Protocol.Framing;

namespace Qga.Client;

/// <summary>Checks that a reply is JSON and takes it apart.</summary>
internal sealed class ReplyParser
{
    // The link bounds the length.
    private readonly Framer _framer = new(new FramerLimits { Size = int.MaxValue, Tokens = int.MaxValue });

    /// <summary>Takes a reply apart.</summary>
    /// <param name="text">What the link returned.</param>
    /// <returns>Its parts, slices of the text.</returns>
    /// <exception cref="GuestAgentReplyException">It is not a reply.</exception>
    public ReceivedReply Parse(ReadOnlySpan<byte> text)
    {
        string? reason = TryParse(text, out ReceivedReply reply);
        return reason is null ? reply : throw new GuestAgentReplyException(reason);
    }

    /// <summary>Whether a reply is the one to a synchronizing command.</summary>
    /// <param name="text">The reply.</param>
    /// <param name="id">The command's number.</param>
    /// <returns>Whether it is.</returns>
    public bool IsAnswer(ReadOnlySpan<byte> text, long id) =>
        TryParse(text, out ReceivedReply reply) is null
        && reply.Error is null
        && JsonValue.ReadInt64(reply.Result, out long value) is null
        && value == id;

    private string? TryParse(ReadOnlySpan<byte> text, out ReceivedReply reply)
    {
        reply = default;
        _framer.Reset();
        Frame frame = _framer.Scan(text);
        return frame.Kind switch
        {
            FrameKind.SyntaxError => frame.Error.ToString(),
            FrameKind.Incomplete => text.IsEmpty ? "there is none" : "it is incomplete",
            _ when JsonText.SkipWhiteSpace(text, frame.Start + frame.Length) < text.Length => "something follows it",
            _ => ReceivedReply.Read(text.Slice(frame.Start, frame.Length), out reply),
        };
    }
}
