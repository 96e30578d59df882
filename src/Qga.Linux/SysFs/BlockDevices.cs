using Qga.Linux.Interop;

namespace Qga.Linux.SysFs;

/// <summary>The disks that a block device stands on, from sysfs and udev's records.</summary>
/// <param name="sysRoot">Where /sys is.</param>
/// <param name="udevRoot">Where /run/udev is.</param>
public sealed partial class BlockDevices(string sysRoot, string udevRoot)
{
    /// <summary>The place of a device in sysfs.</summary>
    /// <param name="device">The device.</param>
    /// <returns>The path, all links resolved; null if sysfs does not have it.</returns>
    public string? PathOf(DeviceNumber device) => Links.Resolve($"{sysRoot}/dev/block/{device}");

    /// <summary>The disks below a device: itself, or for one that software makes up (LVM, LUKS, RAID) those that it is made from.</summary>
    /// <param name="path">From <see cref="PathOf"/>.</param>
    /// <returns>The disks; none for a device that stands on no disk (loop, zram).</returns>
    public List<Disk> DisksOf(string path)
    {
        List<Disk> disks = [];
        AddDisks(path, disks);
        return disks;
    }

    private void AddDisks(string path, List<Disk> disks)
    {
        if (!IsVirtual(path))
        {
            Disk disk = DiskOf(path);
            if (disk.Node is not null || disk.Serial is not null || disk.Address != DiskAddress.Unknown)
            {
                disks.Add(disk);
            }

            return;
        }

        // A partition of such a device has no list of its own; its parent's counts.
        string whole = Libc.Access($"{path}/partition", Libc.F_OK).IsSuccess ? Path.GetDirectoryName(path)! : path;
        Libc.ReadDirectory($"{whole}/slaves", out List<string> names);

        // Clients know the list in reverse order of the directory.
        for (int i = names.Count - 1; i >= 0; i--)
        {
            if (Links.Resolve($"{whole}/slaves/{names[i]}") is { } slave)
            {
                AddDisks(slave, disks);
            }
        }
    }

    private static bool IsVirtual(string path) => path.Contains("/devices/virtual/block/", StringComparison.Ordinal);

    private Disk DiskOf(string path) => new(DiskAttachment.Find(path), NodeOf(path), SerialOf(path));

    private static string? NodeOf(string path) =>
        WholeFile.Read($"{path}/uevent", out byte[] text).IsSuccess && Property(text, "DEVNAME="u8) is { Length: > 0 } name ? $"/dev/{name}" : null;

    // udev makes ID_SERIAL of a virtio disk from the file that is asked where udev does not run.
    private string? SerialOf(string path)
    {
        if (WholeFile.Read($"{path}/dev", out byte[] number).IsSuccess
            && WholeFile.Read($"{udevRoot}/data/b{Text(number)}", out byte[] record).IsSuccess)
        {
            return Property(record, "E:ID_SERIAL="u8) is { Length: > 0 } serial ? serial : null;
        }

        string whole = Libc.Access($"{path}/partition", Libc.F_OK).IsSuccess ? Path.GetDirectoryName(path)! : path;
        return WholeFile.Read($"{whole}/serial", out byte[] text).IsSuccess && Text(text) is { Length: > 0 } own ? own : null;
    }

    private static string? Property(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        foreach (Range range in text.Split((byte)'\n'))
        {
            if (text[range].StartsWith(name))
            {
                return Text(text[range][name.Length..]);
            }
        }

        return null;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes.Trim(" \n\0"u8));
}
