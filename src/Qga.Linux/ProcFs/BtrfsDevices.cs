using Qga.Linux.Interop;

namespace Qga.Linux.ProcFs;

/// <summary>The devices of a btrfs file system, as the kernel knows them; the mount table has the name from the time of the mount.</summary>
internal static class BtrfsDevices
{
    /// <summary>The first device of a mounted file system.</summary>
    /// <param name="mount">A mount of it.</param>
    /// <returns>Null if it is no btrfs, or does not tell.</returns>
    public static DeviceNumber? FirstOf(MountInfo mount)
    {
        if (mount.FilesystemType != "btrfs")
        {
            return null;
        }

        using SafeDescriptor root = Libc.Open(mount.MountPoint.Span, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        if (root.IsInvalid || !Libc.BtrfsId(root, out string id).IsSuccess)
        {
            return null;
        }

        string folder = $"/sys/fs/btrfs/{id}/devices";
        DirectoryNames.ReadAll(folder, out List<string> names);
        foreach (string name in names)
        {
            using FileContent number = WholeFile.Read($"{folder}/{name}/dev");
            if (DeviceNumber.TryParse(number.Bytes.TrimEnd((byte)'\n'), out DeviceNumber device))
            {
                return device;
            }
        }

        return null;
    }
}
