using System.Buffers.Binary;
using Qga.Linux.Interop;

namespace Qga.Linux.Netlink;

/// <summary>Asks the kernel for its network interfaces and their addresses, by rtnetlink(7).</summary>
public static class RouteSocket
{
    // struct nlmsghdr: (0) length of 4 bytes with this header, (4) type of 2, (6) flags of 2, (8) sequence of 4, (12) port of 4.
    private const int HeaderLength = 16;

    // Of the general message that a question consists of besides its header; what follows the family may be left at 0.
    private const int QuestionLength = 16;

    // The kernel fills no more than 32 KiB at a time.
    private const int BufferLength = 64 << 10;
    private const int Attempts = 5;

    private delegate void MessageReader(int type, ReadOnlySpan<byte> body);

    /// <summary>Lists the interfaces.</summary>
    /// <param name="links">They, in the order of their numbers.</param>
    /// <returns>What went wrong.</returns>
    public static Errno ListLinks(out List<NetworkLink> links)
    {
        List<NetworkLink> found = [];
        links = found;
        return Dump(Libc.RTM_GETLINK, found.Clear, (type, body) =>
        {
            if (type == Libc.RTM_NEWLINK)
            {
                found.Add(NetworkLink.Read(body));
            }
        });
    }

    /// <summary>Lists the addresses.</summary>
    /// <param name="addresses">They, those of IPv4 first.</param>
    /// <returns>What went wrong.</returns>
    public static Errno ListAddresses(out List<NetworkAddress> addresses)
    {
        List<NetworkAddress> found = [];
        addresses = found;
        return Dump(Libc.RTM_GETADDR, found.Clear, (type, body) =>
        {
            if (type == Libc.RTM_NEWADDR && NetworkAddress.Read(body) is { } address)
            {
                found.Add(address);
            }
        });
    }

    // A list during which something changed may lack entries or have them twice: the kernel says so, and it is asked again.
    private static Errno Dump(int question, Action restart, MessageReader reader)
    {
        Errno error = default;
        bool isComplete = false;
        for (int attempt = 0; attempt < Attempts && !isComplete && error.IsSuccess; attempt++)
        {
            restart();
            error = DumpOnce(question, reader, out isComplete);
        }

        return error;
    }

    private static Errno DumpOnce(int question, MessageReader reader, out bool isComplete)
    {
        isComplete = true;
        using SafeDescriptor socket = Libc.Socket(Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, Libc.NETLINK_ROUTE);
        Span<byte> request = stackalloc byte[HeaderLength + QuestionLength];
        request.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(request, request.Length);
        BinaryPrimitives.WriteInt16LittleEndian(request[4..], (short)question);
        BinaryPrimitives.WriteInt16LittleEndian(request[6..], Libc.NLM_F_REQUEST | Libc.NLM_F_DUMP);
        if (socket.IsInvalid || Libc.Write(socket, request) < 0)
        {
            return Errno.Last;
        }

        Span<byte> buffer = stackalloc byte[BufferLength];
        while (true)
        {
            nint count = Libc.Read(socket, buffer);
            if (count < 0 && Errno.Last == Errno.EINTR)
            {
                continue;
            }

            if (count <= 0)
            {
                return count < 0 ? Errno.Last : Errno.EIO;
            }

            if (ReadMessages(buffer[..(int)count], reader, ref isComplete) is { } end)
            {
                return end;
            }
        }
    }

    // Null: more is to come.
    private static Errno? ReadMessages(ReadOnlySpan<byte> messages, MessageReader reader, ref bool isComplete)
    {
        while (messages.Length >= HeaderLength)
        {
            int length = Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(messages), HeaderLength, messages.Length);
            int type = BinaryPrimitives.ReadUInt16LittleEndian(messages[4..]);
            isComplete &= (BinaryPrimitives.ReadUInt16LittleEndian(messages[6..]) & Libc.NLM_F_DUMP_INTR) == 0;
            ReadOnlySpan<byte> body = messages[HeaderLength..length];
            if (type == Libc.NLMSG_DONE)
            {
                return default(Errno);
            }

            if (type == Libc.NLMSG_ERROR)
            {
                return new Errno(-BinaryPrimitives.ReadInt32LittleEndian(body));
            }

            reader(type, body);
            messages = messages[Math.Min(messages.Length, (length + 3) & ~3)..];
        }

        return null;
    }
}
