using Qga.Linux.Interop;

namespace Qga.Linux.ProcFs;

/// <summary>The file systems on block devices that this process can see: what can be frozen, trimmed and listed with its disks.</summary>
public static class MountTable
{
    /// <summary>Reads /proc/self/mountinfo.</summary>
    /// <param name="procRoot">Where /proc is.</param>
    /// <param name="filesystems">One entry for each device, in the order of the first mounts.</param>
    /// <param name="uncovered">As for <see cref="Parse"/>.</param>
    public static Errno Read(string procRoot, out List<MountedFilesystem> filesystems, List<MountInfo>? uncovered = null)
    {
        using FileContent content = WholeFile.Read($"{procRoot}/self/mountinfo");
        filesystems = Parse(content.Bytes, uncovered);
        return content.Error;
    }

    /// <summary>
    /// Groups mounts by device. Without a block device there is nothing for the host to take a snapshot of: tmpfs, NFS, 9p and their like are left out.
    /// </summary>
    /// <param name="text">The content of mountinfo.</param>
    /// <param name="uncovered">Gets the mounts of file systems that have disks of the guest and no device number: ZFS. Null: nobody asks.</param>
    /// <returns>One entry for each device, in the order of the first mounts.</returns>
    public static List<MountedFilesystem> Parse(ReadOnlySpan<byte> text, List<MountInfo>? uncovered = null)
    {
        List<MountedFilesystem> filesystems = [];
        Dictionary<DeviceNumber, List<MountInfo>> mounts = [];
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (MountInfo.Parse(line) is not { } mount)
            {
                continue;
            }

            if (DeviceOf(mount) is { } device)
            {
                if (!mounts.TryGetValue(device, out List<MountInfo>? ofDevice))
                {
                    mounts.Add(device, ofDevice = []);
                    filesystems.Add(new(device, ofDevice));
                }

                ofDevice.Add(mount);
            }
            else if (mount.FilesystemType is "zfs" or "ubifs")
            {
                uncovered?.Add(mount);
            }
        }

        return filesystems;
    }

    // A file system that may be on several devices shows a made-up number; its source names one of the devices (bcachefs: all, with colons between), by the
    // name that it had when it was mounted. Where no device has that name any more, the made-up number has to do: it is enough to freeze.
    private static DeviceNumber? DeviceOf(MountInfo mount)
    {
        if (mount.Device.Major != 0)
        {
            return mount.Device;
        }

        if (mount.FilesystemType is not ("btrfs" or "bcachefs"))
        {
            return null;
        }

        ReadOnlySpan<byte> source = mount.Source.Span;
        int colon = mount.FilesystemType == "bcachefs" ? source.IndexOf((byte)':') : -1;
        return Libc.Stat(colon < 0 ? source : source[..colon], out FileStatus status).IsSuccess && status.Type == Libc.S_IFBLK
            ? new(status.RDevMajor, status.RDevMinor)
            : BtrfsDevices.FirstOf(mount) ?? mount.Device;
    }
}
