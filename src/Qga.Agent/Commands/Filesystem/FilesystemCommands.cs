using Qga.Agent.Commands.Disks;
using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Linux.ProcFs;
using Qga.Linux.SysFs;
using Qga.Protocol.Errors;

namespace Qga.Agent.Commands.Filesystem;

/// <summary>What is mounted, how full it is, and on which disks it stands.</summary>
/// <param name="mounts">The file systems.</param>
/// <param name="devices">The block devices.</param>
internal sealed class FilesystemCommands(MountList mounts, BlockDevices devices) : FilesystemCommandsBase
{
    /// <inheritdoc/>
    public override CommandResult<IReadOnlyList<GuestFilesystemInfo>> GuestGetFsinfo()
    {
        if (mounts.Read(out List<MountedFilesystem> filesystems) is { } error)
        {
            return error;
        }

        // libvirt turns the list round to have it in the order of the mounts.
        List<GuestFilesystemInfo> list = [];
        for (int i = filesystems.Count - 1; i >= 0; i--)
        {
            list.Add(Describe(filesystems[i]));
        }

        return list;
    }

    private GuestFilesystemInfo Describe(MountedFilesystem filesystem)
    {
        string? path = devices.PathOf(filesystem.Device);
        GuestFilesystemInfo info = new()
        {
            Name = path is null ? filesystem.Device.ToString() : Path.GetFileName(path),
            Mountpoint = filesystem.MountPoint,
            Type = filesystem.Type,
            Disk = path is null ? [] : devices.DisksOf(path).ConvertAll(DiskAddresses.Of),
        };
        AddSizes(info, filesystem);
        return info;
    }

    private static void AddSizes(GuestFilesystemInfo info, MountedFilesystem filesystem)
    {
        filesystem.Open(Libc.O_PATH, out SafeDescriptor? mountPoint);
        using (mountPoint)
        {
            if (mountPoint is not null && Libc.StatVfs(mountPoint, out FilesystemStatus status).IsSuccess)
            {
                ulong used = status.Blocks - status.FreeBlocks;
                info.UsedBytes = used * status.FragmentSize;
                info.TotalBytes = (used + status.AvailableBlocks) * status.FragmentSize;
                info.TotalBytesPrivileged = status.Blocks * status.FragmentSize;
            }
        }
    }
}
