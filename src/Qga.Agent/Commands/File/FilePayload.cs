using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Protocol.Writing;

namespace Qga.Agent.Commands.File;

/// <summary>
/// The rest of a large read, fetched while the reply is on its way; at the end it fills in how much it was. An error after the first bytes ends it there: what was taken
/// from a pipe is not lost, and the next read meets the error.
/// </summary>
/// <param name="file">The file, entered; left at the end.</param>
/// <param name="first">What was read already.</param>
/// <param name="limit">How many bytes there may be, the first ones included.</param>
internal sealed class FilePayload(OpenFile file, ReadOnlyMemory<byte> first, long limit) : Payload
{
    private int fromFirst;
    private bool hasEnded;

    /// <summary>The reply that is filled in.</summary>
    public required GuestFileRead Reply { get; init; }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (fromFirst < first.Length)
        {
            int count = Math.Min(first.Length - fromFirst, buffer.Length);
            first.Span.Slice(fromFirst, count).CopyTo(buffer);
            fromFirst += count;
            return count;
        }

        if (hasEnded)
        {
            return 0;
        }

        int wanted = (int)Math.Min(limit - Reply.Count, buffer.Length);
        int length = wanted > 0 && !file.IsClosed ? Fetch(file.Descriptor, buffer[..wanted]) : -1;
        Reply.Count += Math.Max(length, 0);
        Reply.Eof = length == 0;
        if (length <= 0)
        {
            hasEnded = true;
            file.Leave();
        }

        return Math.Max(length, 0);
    }

    /// <summary>read(2), begun again where a signal interrupted it.</summary>
    /// <param name="descriptor">The file.</param>
    /// <param name="buffer">Where the bytes go.</param>
    /// <returns>How many they are, 0 at the end, −1 with <see cref="Errno.Last"/>.</returns>
    public static int Fetch(SafeDescriptor descriptor, Span<byte> buffer)
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
