using Qapi.Runtime.Errors;
using Qga.Agent.Logging;
using Qga.Contracts;
using Qga.Linux;

namespace Qga.Agent.Linux.Commands.File;

internal sealed partial class FileCommands
{
    private const long DefaultCount = 4096;
    private const long MaximumCount = 48 << 20;

    [ThreadStatic]
    private static FilePayload? s_payload;

    /// <inheritdoc/>
    public override CommandResult<GuestFileRead> GuestFileRead(in GuestFileReadArguments arguments)
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

        s_payload ??= new();
        Errno error = s_payload.Begin(file, count);
        if (error.IsSuccess)
        {
            return s_payload.Reply;
        }

        Log.Audit($"guest-file-read failed, handle: {arguments.Handle}");
        return QapiError.Generic(error.Describe("failed to read file"));
    }
}
