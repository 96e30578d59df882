using Qapi.Runtime.Errors;
using Qga.Agent.Commands;
using Qga.Agent.Generated;
using Qga.Agent.Linux.Commands.Disks;
using Qga.Contracts;
using Qga.Linux.Interop;
using Qga.Linux.ProcFs;
using Qga.Linux.SysFs;

namespace Qga.Agent.Linux.Commands.Filesystem;

/// <summary>The mounted file systems, their usage, and their disks.</summary>
internal sealed class FilesystemCommands(MountList mounts, BlockDevices devices) : FilesystemCommandsBase
{
    private readonly TimedProbe<MountedFilesystem, (Errno Error, FilesystemStatus? Status)> _probe = new(
        filesystem => filesystem.ReadStatus(out FilesystemStatus status) is { IsSuccess: false } error ? (error, null) : (default, status),
        TimeSpan.FromSeconds(2),
        EqualityComparer<MountedFilesystem>.Create((one, other) => one!.Device == other!.Device, filesystem => filesystem.Device.GetHashCode()));

    /// <inheritdoc/>
    public override CommandResult<IReadOnlyList<GuestFilesystemInfo>> GuestGetFsinfo()
    {
        if (mounts.Read(out List<MountedFilesystem> filesystems) is { } error)
        {
            return error;
        }

        Errno failed = ReadSizes(filesystems, out FilesystemStatus?[] sizes);

        // libvirt turns the list round to have it in the order of the mounts.
        List<GuestFilesystemInfo> list = [];
        for (int i = filesystems.Count - 1; i >= 0 && failed.IsSuccess; i--)
        {
            failed = Describe(filesystems[i], sizes[i], out GuestFilesystemInfo info);
            list.Add(info);
        }

        return failed.IsSuccess ? list : QapiError.Generic(failed.Describe("failed to describe the file systems"));
    }

    private Errno Describe(MountedFilesystem filesystem, FilesystemStatus? size, out GuestFilesystemInfo info)
    {
        List<Disk> disks = [];
        Errno error = devices.FindPath(filesystem.Device, out string? path);
        error = path is null ? error : devices.DisksOf(path, out disks);
        ulong? used = size?.Blocks - size?.FreeBlocks;
        info = new()
        {
            Name = path is null ? filesystem.Device.ToString() : Path.GetFileName(path),
            Mountpoint = filesystem.MountPoint,
            Type = filesystem.Type,
            Disk = disks.ConvertAll(DiskAddresses.Of),
            UsedBytes = used * size?.FragmentSize,
            TotalBytes = (used + size?.AvailableBlocks) * size?.FragmentSize,
            TotalBytesPrivileged = size?.Blocks * size?.FragmentSize,
        };
        return error;
    }

    // One that does not answer, or cannot be reached, costs only its own numbers.
    private Errno ReadSizes(List<MountedFilesystem> filesystems, out FilesystemStatus?[] sizes)
    {
        sizes = new FilesystemStatus?[filesystems.Count];
        List<int> rest = [];
        for (int i = 0; i < filesystems.Count; i++)
        {
            if (filesystems[i].TryReadStatusAtOnce(out FilesystemStatus size))
            {
                sizes[i] = size;
            }
            else
            {
                rest.Add(i);
            }
        }

        Errno shortage = default;
        (Errno Error, FilesystemStatus? Status)[] answers = _probe.Ask(rest.ConvertAll(i => filesystems[i]));
        for (int i = 0; i < rest.Count; i++)
        {
            sizes[rest[i]] = answers[i].Status;
            shortage = answers[i].Error.IsShortage ? answers[i].Error : shortage;
        }

        return shortage;
    }
}
