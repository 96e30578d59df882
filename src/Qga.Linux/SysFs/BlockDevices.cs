using Qga.Linux.Interop;

namespace Qga.Linux.SysFs;

/// <summary>The disks that a block device stands on, from sysfs and udev's records.</summary>
/// <param name="sysRoot">Where /sys is.</param>
/// <param name="udevRoot">Where /run/udev is.</param>
/// <param name="readSerial">Reads the file with a disk's serial number, which may take long; by default <see cref="ReadSerial"/>.</param>
public sealed partial class BlockDevices(string sysRoot, string udevRoot, Func<string, (Errno Error, string? Serial)>? readSerial = null)
{
    private const string VirtualDisks = "/devices/virtual/block/";

    private readonly Func<string, (Errno Error, string? Serial)> _readSerial = readSerial ?? ReadSerial;

    /// <summary>
    /// Reads a file with a disk's serial number. The kernel asks the disk at each read: a virtio disk takes longer than everything else here, a
    /// dead one never answers.
    /// </summary>
    /// <returns>The number, null if there is none, and the shortage in which it could not be read.</returns>
    public static (Errno Error, string? Serial) ReadSerial(string path)
    {
        Shortage shortage = new();
        using KernelFile file = KernelFile.Open(path);
        string? serial = PropertyText.Read(file, shortage);
        return (shortage.Error, serial);
    }

    /// <summary>Finds a device in sysfs.</summary>
    /// <param name="device">Its number.</param>
    /// <param name="path">Its path, without links; null if sysfs does not have the device.</param>
    /// <returns>The shortage in which it could not be found; <see cref="Errno.IsShortage"/>.</returns>
    public Errno FindPath(DeviceNumber device, out string? path)
    {
        Shortage shortage = new();
        path = Links.Resolve($"{sysRoot}/dev/block/{device}", shortage);
        return shortage.Error;
    }

    /// <summary>The disks below a device: itself, or for a virtual one (LVM, LUKS, RAID) those that it is made of.</summary>
    /// <param name="path">From <see cref="FindPath"/>.</param>
    /// <param name="disks">Empty for a device that is on no disk (loop, zram).</param>
    /// <returns>The shortage in which not all of it could be read; <see cref="Errno.IsShortage"/>.</returns>
    public Errno DisksOf(string path, out List<Disk> disks)
    {
        Shortage shortage = new();
        disks = [];
        AddDisks(path, disks, shortage);
        return shortage.Error;
    }

    private void AddDisks(string path, List<Disk> disks, Shortage shortage)
    {
        if (VirtualDisk(path) is not { } virtualDisk)
        {
            Disk disk = DiskOf(path, PropertiesOf(path, shortage), shortage);
            if (disk.Node is not null || disk.Serial is not null || disk.Address != DiskAddress.Unknown)
            {
                disks.Add(disk);
            }

            return;
        }

        // A loop device is on a file, and there can be very many.
        if (virtualDisk.Contains(VirtualDisks + "loop", StringComparison.Ordinal))
        {
            return;
        }

        // A partition of such a device has no list of its own; that of its parent holds for it.
        string slaves = $"{virtualDisk}/slaves";
        shortage.Note(DirectoryNames.ReadAll(slaves, out List<string> names));

        // Clients know the list in reverse order of the directory.
        for (int i = names.Count - 1; i >= 0; i--)
        {
            if (Links.Resolve($"{slaves}/{names[i]}", shortage) is { } slave)
            {
                AddDisks(slave, disks, shortage);
            }
        }
    }

    private static DeviceProperties PropertiesOf(string path, Shortage shortage)
    {
        using KernelFile uevent = KernelFile.Open($"{path}/uevent");
        return DeviceProperties.Read(uevent, shortage);
    }

    // The virtual disk that this is, or that this is a partition of; null for a real one. The path tells, no file needs to be read.
    private static string? VirtualDisk(string path)
    {
        int folder = path.IndexOf(VirtualDisks, StringComparison.Ordinal);
        int end = folder < 0 ? -1 : path.IndexOf('/', folder + VirtualDisks.Length);
        return folder < 0 ? null : end < 0 ? path : path[..end];
    }

    private Disk DiskOf(string path, DeviceProperties properties, Shortage shortage) =>
        new(DiskAttachment.Find(path, shortage), properties.Node, SerialOf(path, properties, shortage));

    // udev makes ID_SERIAL of a virtio disk from the file that is asked where udev does not run.
    private string? SerialOf(string path, DeviceProperties properties, Shortage shortage)
    {
        using FileContent record = WholeFile.Read($"{udevRoot}/data/b{properties.Number}");
        shortage.Note(record.Error);
        if (record.Error.IsSuccess)
        {
            return PropertyText.Find(record.Bytes, "E:ID_SERIAL="u8);
        }

        (Errno error, string? serial) = _readSerial($"{(properties.IsPartition ? Path.GetDirectoryName(path) : path)}/serial");
        shortage.Note(error);
        return serial;
    }
}
