using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Agent.Linux.State;
using Qga.Agent.Logging;
using Qga.Agent.Policy;
using Qga.Contracts;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.File;

/// <summary>Reads and writes files in the guest. Nothing is buffered: what a write has counted is with the kernel.</summary>
/// <param name="handles">Where the numbers of open files come from.</param>
/// <param name="busyTimeout">How long a command waits while another one works on the same file.</param>
/// <param name="rules">Which files may be opened how; null: every one.</param>
internal sealed partial class FileCommands(HandleCounter handles, TimeSpan busyTimeout, FileRules? rules = null) : FileCommandsBase
{
    private readonly FileTable _files = new();

    /// <inheritdoc/>
    public override CommandResult<long> GuestFileOpen(in GuestFileOpenArguments arguments)
    {
        Log.Audit($"guest-file-open called, filepath: {arguments.Path}, mode: {arguments.Mode ?? "r"}");
        if (!_files.TryReserve())
        {
            return QapiError.Generic($"{FileTable.MaximumFiles} files are open already; guest-file-close lets one go");
        }

        bool isOpen = false;
        try
        {
            CommandResult<long> result = Open(arguments.Path, arguments.Mode ?? "r");
            isOpen = result.Error is null;
            return result;
        }
        finally
        {
            if (!isOpen)
            {
                _files.Release();
            }
        }
    }

    /// <inheritdoc/>
    public override CommandResult GuestFileClose(in GuestFileCloseArguments arguments)
    {
        Log.Audit($"guest-file-close called, handle: {arguments.Handle}");
        return !_files.TryRemove(arguments.Handle, out OpenFile? file)
            ? NotFound(arguments.Handle)
            : file.Close() is { IsSuccess: false } error ? QapiError.Generic(error.Describe("failed to close handle")) : CommandResult.Success;
    }

    /// <inheritdoc/>
    public override CommandResult<GuestFileSeek> GuestFileSeek(in GuestFileSeekArguments arguments)
    {
        if (!_files.TryFind(arguments.Handle, out OpenFile? file))
        {
            return NotFound(arguments.Handle);
        }

        int? whence = arguments.Whence switch
        {
            GuestFileWhence.Name { Content: QGASeek.Set } or GuestFileWhence.Value { Content: 0 } => Libc.SEEK_SET,
            GuestFileWhence.Name { Content: QGASeek.Cur } or GuestFileWhence.Value { Content: 1 } => Libc.SEEK_CUR,
            GuestFileWhence.Name { Content: QGASeek.End } or GuestFileWhence.Value { Content: 2 } => Libc.SEEK_END,
            _ => null,
        };
        if (whence is null)
        {
            return QapiError.Generic($"invalid whence code {((GuestFileWhence.Value)arguments.Whence).Content}");
        }

        if (!file.TryEnter())
        {
            return Unavailable(arguments.Handle, file);
        }

        long position = Libc.Seek(file.Descriptor, arguments.Offset, whence.Value);
        Errno error = position < 0 ? Errno.Last : default;
        file.Leave();
        return error.IsSuccess
            ? new GuestFileSeek { Position = position, Eof = false }
            : QapiError.Generic(error.Describe("failed to seek file"));
    }

    /// <inheritdoc/>
    public override CommandResult GuestFileFlush(in GuestFileFlushArguments arguments) =>
        _files.TryFind(arguments.Handle, out _) ? CommandResult.Success : NotFound(arguments.Handle);

    private CommandResult<long> Open(string path, string mode)
    {
        if (!handles.TryTake(out long handle).IsSuccess)
        {
            return QapiError.Generic("failed to commit persistent state to disk");
        }

        if (FileOpening.Open(path, mode, rules, out SafeDescriptor? file) is { } error)
        {
            handles.GiveBack(handle);
            return error;
        }

        OpenFile opened = new(file!, busyTimeout);
        Log.Audit($"guest-file-open, handle: {handle}");
        _files.Add(handle, opened);
        return handle;
    }

    private static QapiError NotFound(long handle) => QapiError.Generic($"handle '{handle}' has not been found");

    private static QapiError Unavailable(long handle, OpenFile file) =>
        file.IsClosed ? NotFound(handle) : QapiError.Generic($"handle '{handle}' is busy with another command");

    private static QapiError InvalidCount(long count) => QapiError.Generic($"value '{count}' is invalid for argument count");
}
