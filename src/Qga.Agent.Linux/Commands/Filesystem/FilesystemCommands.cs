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
    private readonly TimedProbe<MountedFilesystem, FilesystemStatus?> _probe = new(
        filesystem => filesystem.ReadStatus(out FilesystemStatus size).IsSuccess ? size : null,
        TimeSpan.FromSeconds(2),
        EqualityComparer<MountedFilesystem>.Create((one, other) => one!.Device == other!.Device, filesystem => filesystem.Device.GetHashCode()));

    /// <inheritdoc/>
    public override CommandResult<IReadOnlyList<GuestFilesystemInfo>> GuestGetFsinfo()
    {
        if (mounts.Read(out List<MountedFilesystem> filesystems) is { } error)
        {
            return error;
        }

        FilesystemStatus?[] sizes = ReadSizes(filesystems);

        // libvirt turns the list round to have it in the order of the mounts.
        List<GuestFilesystemInfo> list = [];
        for (int i = filesystems.Count - 1; i >= 0; i--)
        {
            list.Add(Describe(filesystems[i], sizes[i]));
        }

        return list;
    }

    private GuestFilesystemInfo Describe(MountedFilesystem filesystem, FilesystemStatus? size)
    {
        string? path = devices.PathOf(filesystem.Device);
        ulong? used = size?.Blocks - size?.FreeBlocks;
        return new()
        {
            Name = path is null ? filesystem.Device.ToString() : Path.GetFileName(path),
            Mountpoint = filesystem.MountPoint,
            Type = filesystem.Type,
            Disk = path is null ? [] : devices.DisksOf(path).ConvertAll(DiskAddresses.Of),
            UsedBytes = used * size?.FragmentSize,
            TotalBytes = (used + size?.AvailableBlocks) * size?.FragmentSize,
            TotalBytesPrivileged = size?.Blocks * size?.FragmentSize,
        };
    }

    private FilesystemStatus?[] ReadSizes(List<MountedFilesystem> filesystems)
    {
        FilesystemStatus?[] sizes = new FilesystemStatus?[filesystems.Count];
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

        FilesystemStatus?[] answers = _probe.Ask(rest.ConvertAll(i => filesystems[i]));
        for (int i = 0; i < rest.Count; i++)
        {
            sizes[rest[i]] = answers[i];
        }

        return sizes;
    }
}
