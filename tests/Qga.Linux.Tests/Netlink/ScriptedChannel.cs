using System.Buffers.Binary;
using Qga.Linux.Interop;
using Qga.Linux.Netlink;

namespace Qga.Linux.Tests.Netlink;

/// <summary>A kernel that says what it is told to.</summary>
/// <param name="answers">What is received, one after the other: a datagram, or an error.</param>
internal sealed class ScriptedChannel(params ScriptedChannel.Answer[] answers) : IRouteChannel
{
    private int _next;

    /// <summary>How often the channel was closed.</summary>
    public int Closed { get; private set; }

    public Errno Ask(int question) => default;

    public Errno Receive(Span<byte> buffer, out int length)
    {
        Answer answer = answers[_next++];
        answer.Datagram.AsSpan(0, Math.Min(answer.Datagram.Length, buffer.Length)).CopyTo(buffer);
        length = answer.Datagram.Length;
        return answer.Error;
    }

    public void Dispose() => Closed++;

    /// <summary>A datagram of messages.</summary>
    public static Answer Datagram(params byte[][] messages) => new([.. messages.SelectMany(message => message)], default);

    /// <summary>An interface.</summary>
    public static byte[] Link(int index, int flags = 0)
    {
        byte[] body = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4), index);
        return Message(Libc.RTM_NEWLINK, flags, body);
    }

    /// <summary>The end of a list.</summary>
    public static byte[] Done(int flags = 0, Errno error = default) => Message(Libc.NLMSG_DONE, flags, BitConverter.GetBytes(-error.Value));

    /// <summary>A message.</summary>
    public static byte[] Message(int type, int flags, byte[] body)
    {
        byte[] message = new byte[RouteDump.HeaderLength + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteInt16LittleEndian(message.AsSpan(4), (short)type);
        BinaryPrimitives.WriteInt16LittleEndian(message.AsSpan(6), (short)flags);
        body.CopyTo(message.AsSpan(RouteDump.HeaderLength));
        return message;
    }

    /// <summary>What is received.</summary>
    internal sealed record Answer(byte[] Datagram, Errno Error);
}
