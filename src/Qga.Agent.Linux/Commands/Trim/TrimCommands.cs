using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Agent.Linux.Commands.Filesystem;
using Qga.Agent.Logging;
using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Linux.ProcFs;

namespace Qga.Agent.Linux.Commands.Trim;

/// <summary>Discards the free blocks of file systems, so that the host gets the space back.</summary>
/// <param name="mounts">The file systems.</param>
/// <param name="control">The kernel, or a test's.</param>
internal sealed class TrimCommands(MountList mounts, FilesystemControl control) : TrimCommandsBase
{
    private const string NotSupported = "trim not supported";

    /// <inheritdoc/>
    public override CommandResult<GuestFilesystemTrimResponse> GuestFstrim(in GuestFstrimArguments arguments)
    {
        Log.Audit("guest-fstrim called");
        if (mounts.Read(out List<MountedFilesystem> filesystems) is { } error)
        {
            return error;
        }

        List<GuestFilesystemTrimResult> results = [];
        for (int i = filesystems.Count - 1; i >= 0; i--)
        {
            results.Add(Trim(filesystems[i], arguments.Minimum ?? 0));
        }

        return new GuestFilesystemTrimResponse { Paths = results };
    }

    private GuestFilesystemTrimResult Trim(MountedFilesystem filesystem, long minimum)
    {
        if (filesystem.IsServedByProgram)
        {
            return new() { Path = filesystem.MountPoint, Error = NotSupported };
        }

        Errno error = filesystem.Open(Libc.O_RDONLY, out SafeDescriptor? mountPoint);
        if (mountPoint is null)
        {
            return new() { Path = filesystem.MountPoint, Error = error.Describe("failed to open") };
        }

        using (mountPoint)
        {
            TrimRange range = new() { Start = 0, Length = ulong.MaxValue, MinimumLength = (ulong)minimum };
            error = control.Trim(mountPoint, ref range);
            if (error.IsSuccess)
            {
                return new() { Path = filesystem.MountPoint, Trimmed = (long)range.Length, Minimum = (long)range.MinimumLength };
            }

            bool isUnsupported = error == Errno.ENOTTY || error == Errno.EOPNOTSUPP;
            return new() { Path = filesystem.MountPoint, Error = isUnsupported ? NotSupported : error.Describe("failed to trim") };
        }
    }
}
