using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;
using Qga.Agent.Generated;
using Qga.Agent.Logging;
using Qga.Contracts;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.File;

internal sealed partial class FileCommands
{
    // Base64 that was not decoded as it arrived is validated before a byte is written: up to this much is decoded once, more of it a second time.
    private const int WritePiece = 128 << 10;

    /// <inheritdoc/>
    public override QapiError? GuestFileWrite(in GuestFileWriteArguments arguments, scoped ref GuestFileWriteReply reply)
    {
        if (!_files.TryFind(arguments.Handle, out OpenFile? file))
        {
            return NotFound(arguments.Handle);
        }

        ReadOnlySpan<byte> decoded = arguments.BufB64.Decoded;
        Span<byte> buffer = stackalloc byte[Math.Clamp(arguments.BufB64.MaximumRest, 1, WritePiece)];
        int rest = arguments.BufB64.DecodeRest(buffer);
        if (rest < 0)
        {
            return QapiError.Generic("Base64 data contains invalid characters");
        }

        int length = decoded.Length + rest;
        long count = arguments.Count ?? length;
        if (count < 0 || count > length)
        {
            return InvalidCount(count);
        }

        if (!file.TryEnter())
        {
            return Unavailable(arguments.Handle, file);
        }

        ReadOnlySpan<byte> first = decoded[..(int)Math.Min(count, decoded.Length)];
        bool isAtHand = rest <= buffer.Length;
        long taken = Write(file.Descriptor, first, isAtHand ? buffer[..(int)(count - first.Length)] : default, out Errno error);
        if (!isAtHand && error.IsSuccess)
        {
            taken += Write(file.Descriptor, arguments.BufB64.ReadRest(), buffer, count - taken, out error);
        }

        file.Leave();

        // A pipe that is full has taken what it could; the client needs to know how much that was.
        if (error.IsSuccess || (error == Errno.EAGAIN && taken > 0))
        {
            reply.Write(taken, eof: false);
            return null;
        }

        Log.Audit($"guest-file-write failed, handle: {arguments.Handle}");
        return QapiError.Generic(error.Describe("failed to write to file"));
    }

    private static long Write(SafeDescriptor descriptor, Base64Reader bytes, Span<byte> buffer, long count, out Errno error)
    {
        error = default;
        long written = 0;
        while (written < count && error.IsSuccess)
        {
            Span<byte> piece = buffer[..(int)Math.Min(count - written, buffer.Length)];
            bytes.Read(piece);
            written += Write(descriptor, piece, default, out error);
        }

        return written;
    }

    private static int Write(SafeDescriptor descriptor, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, out Errno error)
    {
        error = default;
        int written = 0;
        while (written < first.Length + second.Length)
        {
            int ofFirst = Math.Min(written, first.Length);
            nint taken = Libc.Write(descriptor, first[ofFirst..], second[(written - ofFirst)..]);
            if (taken > 0)
            {
                written += (int)taken;
            }
            else if (taken == 0)
            {
                // As WholeFile.Write: to try again might never end.
                error = Errno.EIO;
                break;
            }
            else if (Errno.Last != Errno.EINTR)
            {
                error = Errno.Last;
                break;
            }
        }

        return written;
    }
}
