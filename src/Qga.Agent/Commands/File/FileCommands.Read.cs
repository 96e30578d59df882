using Qga.Contracts;
using Qga.Linux;
using Qga.Protocol.Errors;

namespace Qga.Agent.Commands.File;

internal sealed partial class FileCommands
{
    private const long DefaultCount = 4096;
    private const long MaximumCount = 48 << 20;

    [ThreadStatic]
    private static FilePayload? payload;

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

        payload ??= new();
        Errno error = payload.Begin(file, count);
        if (error.IsSuccess)
        {
            return payload.Reply;
        }

        Log.Audit($"guest-file-read failed, handle: {arguments.Handle}");
        return QapiError.Generic(error.Describe("failed to read file"));
    }
}
