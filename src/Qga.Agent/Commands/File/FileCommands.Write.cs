using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Protocol.Errors;
using Qga.Protocol.Reading;

namespace Qga.Agent.Commands.File;

internal sealed partial class FileCommands
{
    private const int WritePiece = 48 << 10;

    /// <inheritdoc/>
    public override CommandResult<GuestFileWrite> GuestFileWrite(in GuestFileWriteArguments arguments)
    {
        if (!files.TryFind(arguments.Handle, out OpenFile? file))
        {
            return NotFound(arguments.Handle);
        }

        int length = arguments.BufB64.Measure();
        if (length < 0)
        {
            return QapiError.Generic("Base64 data contains invalid characters");
        }

        long count = arguments.Count ?? length;
        if (count < 0 || count > length)
        {
            return InvalidCount(count);
        }

        if (!file.TryEnter())
        {
            return Unavailable(arguments.Handle, file);
        }

        long written = Write(file.Descriptor, arguments.BufB64.Read(), count, out Errno error);
        file.Leave();

        // A pipe that is full has taken what it could; the client needs to know how much that was.
        return error.IsSuccess || (error == Errno.EAGAIN && written > 0)
            ? new GuestFileWrite { Count = written, Eof = false }
            : QapiError.Generic(error.Describe("failed to write to file"));
    }

    private static long Write(SafeDescriptor descriptor, Base64Reader bytes, long count, out Errno error)
    {
        Span<byte> buffer = stackalloc byte[(int)Math.Min(count, WritePiece)];
        error = default;
        long written = 0;
        while (written < count)
        {
            Span<byte> piece = buffer[..(int)Math.Min(count - written, buffer.Length)];
            bytes.Read(piece);
            while (!piece.IsEmpty)
            {
                nint taken = Libc.Write(descriptor, piece);
                if (taken >= 0)
                {
                    written += taken;
                    piece = piece[(int)taken..];
                }
                else if (Errno.Last != Errno.EINTR)
                {
                    error = Errno.Last;
                    return written;
                }
            }
        }

        return written;
    }
}
