using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Protocol.Writing;

namespace Qga.Agent.Commands.File;

/// <summary>
/// A read: its first bytes, and of a large one the rest, fetched while the reply is on its way; at the end it fills in how much it was. An
/// error after the first bytes ends it there: what was taken from a pipe is not lost, and the next read meets the error. A thread writes a
/// reply before it runs its next command, so one of these serves all its reads.
/// </summary>
internal sealed class FilePayload : Payload
{
    // So much is read before the reply begins: enough to meet the errors that a file has from its first byte on.
    private const int FirstLength = 4096;

    private readonly byte[] first = new byte[FirstLength];
    private OpenFile? file;
    private int firstLength;
    private int fromFirst;
    private long limit;

    /// <summary>Prepares for its first read.</summary>
    public FilePayload() => Reply = new() { Count = 0, BufB64 = this, Eof = false };

    /// <summary>The reply that is filled in.</summary>
    public GuestFileRead Reply { get; }

    /// <summary>Reads what comes first.</summary>
    /// <param name="opened">The file, entered; it is left when nothing more is read from it.</param>
    /// <param name="count">How many bytes there may be in all.</param>
    /// <returns>Why there is none at all.</returns>
    public Errno Begin(OpenFile opened, long count)
    {
        file = opened;
        limit = count;
        fromFirst = 0;
        firstLength = 0;
        Reply.Eof = false;
        Errno error = default;
        Span<byte> room = first.AsSpan(0, (int)Math.Min(count, FirstLength));
        while (firstLength < room.Length && !Reply.Eof && error.IsSuccess)
        {
            int length = Fetch(opened.Descriptor, room[firstLength..]);
            error = length < 0 ? Errno.Last : default;
            firstLength += Math.Max(length, 0);
            Reply.Eof = length == 0;
        }

        Reply.Count = firstLength;
        if (Reply.Count < FirstLength || Reply.Count == limit)
        {
            End();
        }

        return firstLength > 0 ? default : error;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (fromFirst < firstLength)
        {
            int count = Math.Min(firstLength - fromFirst, buffer.Length);
            first.AsSpan(fromFirst, count).CopyTo(buffer);
            fromFirst += count;
            return count;
        }

        if (file is null)
        {
            return 0;
        }

        int wanted = (int)Math.Min(limit - Reply.Count, buffer.Length);
        int length = wanted > 0 && !file.IsClosed ? Fetch(file.Descriptor, buffer[..wanted]) : -1;
        Reply.Count += Math.Max(length, 0);
        Reply.Eof = length == 0;
        if (length <= 0)
        {
            End();
        }

        return Math.Max(length, 0);
    }

    private void End()
    {
        file?.Leave();
        file = null;
    }

    // read(2), begun again where a signal interrupted it.
    private static int Fetch(SafeDescriptor descriptor, Span<byte> buffer)
    {
        nint count;
        do
        {
            count = Libc.Read(descriptor, buffer);
        }
        while (count < 0 && Errno.Last == Errno.EINTR);
        return (int)count;
    }
}
