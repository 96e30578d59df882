using System.Buffers.Binary;
using Qga.Linux.Interop;

namespace Qga.Linux.Netlink;

/// <summary>Reads whole lists from the kernel, in the form of netlink(7).</summary>
/// <param name="open">Makes a channel for each attempt: what is left of an answer that was given up must not be taken for the next one.</param>
internal sealed class RouteDump(Func<IRouteChannel> open)
{
    /// <summary>Length of struct nlmsghdr: (0) length of 4 bytes with this header, (4) type of 2, (6) flags of 2, (8) sequence of 4, (12) port of 4.</summary>
    public const int HeaderLength = 16;

    /// <summary>How often a list is requested: a machine that creates and removes interfaces all the time never gives a complete one.</summary>
    public const int Attempts = 20;

    /// <summary>Makes an entry of a message, or null where the message is none.</summary>
    /// <typeparam name="T">The entries.</typeparam>
    /// <param name="type">The message's type.</param>
    /// <param name="body">What follows its header.</param>
    public delegate T? EntryReader<T>(int type, ReadOnlySpan<byte> body)
        where T : class;

    /// <summary>Reads a list, again where the kernel says that something changed meanwhile: such a list may lack entries or have them twice.</summary>
    /// <typeparam name="T">The entries.</typeparam>
    /// <param name="question">Which list: an RTM_GET… of linux/rtnetlink.h.</param>
    /// <param name="reader">Makes the entries.</param>
    /// <param name="entries">The list.</param>
    /// <returns>What went wrong; EAGAIN where no attempt gave a whole list.</returns>
    public Errno Read<T>(int question, EntryReader<T> reader, out List<T> entries)
        where T : class
    {
        // The kernel fills no more than this at a time, but for a message that is longer by itself.
        byte[] buffer = SpareBuffer.Take();
        Errno answer = Read(question, reader, out entries, ref buffer);
        SpareBuffer.Give(buffer);
        return answer;
    }

    private Errno Read<T>(int question, EntryReader<T> reader, out List<T> entries, ref byte[] buffer)
        where T : class
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            entries = [];
            Errno error = ReadOnce(question, reader, entries, ref buffer, out bool isComplete);
            if (isComplete || !error.IsSuccess)
            {
                return error;
            }
        }

        entries = [];
        return Errno.EAGAIN;
    }

    private Errno ReadOnce<T>(int question, EntryReader<T> reader, List<T> entries, ref byte[] buffer, out bool isComplete)
        where T : class
    {
        isComplete = true;
        using IRouteChannel channel = open();
        Errno error = channel.Ask(question);
        Errno? end = error.IsSuccess ? null : error;
        while (end is null)
        {
            error = channel.Receive(buffer, out int length);
            if (error == Errno.ENOBUFS || length > buffer.Length)
            {
                isComplete = false;
                buffer = GC.AllocateUninitializedArray<byte>(Math.Max(length, buffer.Length));
                return default;
            }

            if (!error.IsSuccess || length == 0)
            {
                return error.IsSuccess ? Errno.EIO : error;
            }

            end = ReadMessages(buffer.AsSpan(0, length), reader, entries, ref isComplete);
        }

        return end.Value;
    }

    // Null: more is to come.
    private static Errno? ReadMessages<T>(ReadOnlySpan<byte> messages, EntryReader<T> reader, List<T> entries, ref bool isComplete)
        where T : class
    {
        while (messages.Length >= HeaderLength)
        {
            int length = Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(messages), HeaderLength, messages.Length);
            int type = BinaryPrimitives.ReadUInt16LittleEndian(messages[4..]);
            isComplete &= (BinaryPrimitives.ReadUInt16LittleEndian(messages[6..]) & Libc.NLM_F_DUMP_INTR) == 0;
            ReadOnlySpan<byte> body = messages[HeaderLength..length];

            // Both begin with a negative error number; at the end of a list that went well it is 0.
            if (type is Libc.NLMSG_DONE or Libc.NLMSG_ERROR)
            {
                return body.Length < sizeof(int) ? default(Errno) : new Errno(-BinaryPrimitives.ReadInt32LittleEndian(body));
            }

            if (reader(type, body) is { } entry)
            {
                entries.Add(entry);
            }

            messages = messages[Math.Min(messages.Length, (length + 3) & ~3)..];
        }

        return null;
    }
}
