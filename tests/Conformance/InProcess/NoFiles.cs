using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Contracts;

namespace Qga.Conformance.InProcess;

/// <summary>The file commands where no file can be opened.</summary>
internal sealed class NoFiles : UnsupportedFileCommands
{
    // As on Linux; there is none of the others.
    private static readonly Dictionary<string, string> s_errors = new()
    {
        ["/proc/1/mem/x"] = "Not a directory",
        ["/proc/sys/kernel/ostype"] = "Permission denied",
    };

    /// <inheritdoc/>
    public override CommandResult<long> GuestFileOpen(in GuestFileOpenArguments arguments)
    {
        string mode = arguments.Mode ?? "r";
        return mode is "r" or "w" or "a"
            ? QapiError.Generic(
                $"failed to open file '{arguments.Path}' (mode: '{mode}'): {s_errors.GetValueOrDefault(arguments.Path, "No such file or directory")}")
            : QapiError.Generic($"invalid file open mode '{mode}'");
    }

    /// <inheritdoc/>
    public override CommandResult GuestFileClose(in GuestFileCloseArguments arguments) => NotFound(arguments.Handle);

    /// <inheritdoc/>
    public override CommandResult<GuestFileSeek> GuestFileSeek(in GuestFileSeekArguments arguments) => NotFound(arguments.Handle);

    /// <inheritdoc/>
    public override CommandResult GuestFileFlush(in GuestFileFlushArguments arguments) => NotFound(arguments.Handle);

    private static QapiError NotFound(long handle) => QapiError.Generic($"handle '{handle}' has not been found");
}
