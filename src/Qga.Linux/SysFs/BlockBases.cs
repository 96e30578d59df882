using System.Text;
using Qga.Linux.Interop;
using Qga.Linux.ProcFs;

namespace Qga.Linux.SysFs;

/// <summary>
/// What block devices lie on: an LVM volume on disks, a RAID on partitions, a loop device on a file. Real disks lie on nothing. Tests replace it.
/// </summary>
/// <param name="sysRoot">Where /sys is.</param>
/// <param name="devRoot">Where /dev is.</param>
/// <param name="procRoot">Where /proc is.</param>
public class BlockBases(string sysRoot, string devRoot, string procRoot)
{
    private const string VirtualDisks = "/devices/virtual/block/";

    /// <summary>What a device lies on directly.</summary>
    /// <param name="device">The device.</param>
    /// <returns>Empty for a real disk, and for what sysfs does not know.</returns>
    public virtual List<BlockBase> Below(DeviceNumber device)
    {
        string path = Links.Resolve($"{sysRoot}/dev/block/{device}") ?? "";
        int start = path.IndexOf(VirtualDisks, StringComparison.Ordinal);
        if (start < 0)
        {
            return [];
        }

        // A partition's folder is in that of its disk, which has the list.
        int end = path.IndexOf('/', start + VirtualDisks.Length);
        string disk = end < 0 ? path : path[..end];
        string name = disk[(start + VirtualDisks.Length)..];
        return name.StartsWith("loop", StringComparison.Ordinal) ? OfLoop(disk, name) : OfSlaves(disk);
    }

    // The path of the file may be one of another mount namespace, or hidden; the file system's number is always right, but for those with a number for each
    // subvolume (btrfs): these are found by the path.
    private List<BlockBase> OfLoop(string disk, string name)
    {
        ulong mount = 0;
        using FileContent file = WholeFile.Read($"{disk}/loop/backing_file");
        ReadOnlySpan<byte> path = file.Bytes.TrimEnd((byte)'\n');
        if (!path.IsEmpty && Libc.Stat(path, out FileStatus status).IsSuccess && (status.Mask & Libc.STATX_MNT_ID) != 0)
        {
            mount = status.MountId;
        }

        using SafeDescriptor node = Libc.Open(Encoding.UTF8.GetBytes($"{devRoot}/{name}"), Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        DeviceNumber filesystem = !node.IsInvalid && Libc.LoopStatus(node, out LoopStatus loop).IsSuccess ? Decode(loop.Device) : default;
        List<BlockBase> bases = mount == 0 && filesystem == default ? [] : [new(filesystem, mount)];
        if (filesystem.Major == 0 && bases.Count > 0)
        {
            AddUpper(filesystem, mount, bases);
        }

        return bases;
    }

    // What is written to a file on an overlay goes to the file system of its upper directory.
    private void AddUpper(DeviceNumber filesystem, ulong mount, List<BlockBase> bases)
    {
        using FileContent content = WholeFile.Read($"{procRoot}/self/mountinfo");
        foreach (Range line in content.Bytes.Split((byte)'\n'))
        {
            if (MountInfo.Parse(content.Bytes[line]) is { UpperDirectory.IsEmpty: false } overlay
                && (overlay.Id == mount || overlay.Device == filesystem)
                && Libc.Stat(overlay.UpperDirectory.Span, out FileStatus upper).IsSuccess)
            {
                bases.Add(new(new(upper.DevMajor, upper.DevMinor), (upper.Mask & Libc.STATX_MNT_ID) != 0 ? upper.MountId : 0));
                return;
            }
        }
    }

    private static List<BlockBase> OfSlaves(string disk)
    {
        List<BlockBase> bases = [];
        DirectoryNames.ReadAll($"{disk}/slaves", out List<string> names);
        foreach (string name in names)
        {
            using FileContent number = WholeFile.Read($"{disk}/slaves/{name}/dev");
            if (DeviceNumber.TryParse(number.Bytes.TrimEnd((byte)'\n'), out DeviceNumber device))
            {
                bases.Add(new(device, 0));
            }
        }

        return bases;
    }

    private static DeviceNumber Decode(ulong number) =>
        new((uint)((number >> 8) & 0xFFF), (uint)((number & 0xFF) | ((number >> 12) & 0xFFF00)));
}

/// <summary>What a block device lies on: another device, or the file system that has its file.</summary>
/// <param name="device">The device, or that of the file system; 0:0 if it is not known.</param>
/// <param name="mountId">A mount of the file system; 0 if it is none, or not known.</param>
public sealed class BlockBase(DeviceNumber device, ulong mountId)
{
    /// <summary>The device, or that of the file system; 0:0 if it is not known.</summary>
    public DeviceNumber Device => device;

    /// <summary>A mount of the file system; 0 if it is none, or not known.</summary>
    public ulong MountId => mountId;
}
