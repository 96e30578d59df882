using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Agent.Logging;
using Qga.Contracts;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.File;

internal sealed partial class FileCommands
{
    private const long DefaultCount = 4096;
    private const long MaximumCount = 48 << 20;

    /// <inheritdoc/>
    public override QapiError? GuestFileRead(in GuestFileReadArguments arguments, scoped ref GuestFileReadReply reply)
    {
        long count = arguments.Count ?? DefaultCount;
        if (!_files.TryFind(arguments.Handle, out OpenFile? file))
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

        FilePayload payload = new(file, count);
        try
        {
            Errno error = payload.Begin();
            if (!error.IsSuccess)
            {
                Log.Audit($"guest-file-read failed, handle: {arguments.Handle}");
                return QapiError.Generic(error.Describe("failed to read file"));
            }

            reply.BufB64(ref payload);
            reply.Write(payload.Count, payload.IsAtEnd);
            return null;
        }
        finally
        {
            payload.Leave();
        }
    }
}
