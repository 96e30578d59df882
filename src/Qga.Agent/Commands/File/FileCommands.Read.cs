using Qga.Contracts;
using Qga.Linux;
using Qga.Protocol.Errors;

namespace Qga.Agent.Commands.File;

internal sealed partial class FileCommands
{
    private const long DefaultCount = 4096;
    private const long MaximumCount = 48 << 20;

    // So much is read before the reply begins: enough to meet the errors that a file has from its first byte on.
    private const int FirstPiece = 4096;

    // A thread writes the reply before it runs its next command, so one buffer serves all its reads.
    [ThreadStatic]
    private static byte[]? firstPiece;

    /// <inheritdoc/>
    public override CommandResult<GuestFileRead> GuestFileRead(in GuestFileReadArguments arguments)
    {
        long count = arguments.Count ?? DefaultCount;
        if (!files.TryFind(arguments.Handle, out OpenFile? file))
        {
            return NotFound(arguments.Handle);
        }

        if (count is < 0 or > MaximumCount)
        {
            return InvalidCount(count);
        }

        if (!file.TryEnter())
        {
            return Unavailable(arguments.Handle, file);
        }

        Memory<byte> first = (firstPiece ??= new byte[FirstPiece]).AsMemory(0, (int)Math.Min(count, FirstPiece));
        Errno error = ReadFirst(file.Descriptor, first.Span, out int length, out bool hasEnded);
        GuestFileRead reply = new() { Count = length, BufB64 = (ReadOnlyMemory<byte>)first[..length], Eof = hasEnded };
        if (error.IsSuccess && length == FirstPiece && length < count)
        {
            reply.BufB64 = new FilePayload(file, first, count) { Reply = reply };
            return reply;
        }

        file.Leave();
        if (error.IsSuccess || length > 0)
        {
            return reply;
        }

        Log.Audit($"guest-file-read failed, handle: {arguments.Handle}");
        return QapiError.Generic(error.Describe("failed to read file"));
    }

    private static Errno ReadFirst(SafeDescriptor descriptor, Span<byte> buffer, out int length, out bool hasEnded)
    {
        length = 0;
        hasEnded = false;
        while (length < buffer.Length && !hasEnded)
        {
            int count = FilePayload.Fetch(descriptor, buffer[length..]);
            if (count < 0)
            {
                return Errno.Last;
            }

            length += count;
            hasEnded = count == 0;
        }

        return default;
    }
}
