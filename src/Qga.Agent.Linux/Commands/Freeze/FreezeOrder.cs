using Qga.Linux;
using Qga.Linux.ProcFs;
using Qga.Linux.SysFs;

namespace Qga.Agent.Linux.Commands.Freeze;

/// <summary>
/// The order in which file systems are frozen. One that lies on another (in a file of it, behind a loop device, under LVM, LUKS or RAID) has to write to
/// it while it is frozen itself, so it comes first. What lies on nothing comes in the reverse order of the mounts. The mount table alone does not tell:
/// after a lazy unmount, and in a mount namespace of the agent's own, its order is another.
/// </summary>
/// <param name="bases">What block devices lie on.</param>
internal sealed class FreezeOrder(BlockBases bases)
{
    // More than anybody stacks; a circle ends here.
    private const int MaximumDepth = 16;

    /// <summary>Puts file systems in order.</summary>
    /// <param name="filesystems">In the order in which they were mounted.</param>
    /// <returns>In the order in which they are to be frozen; they are thawed in the reverse one.</returns>
    public List<MountedFilesystem> Of(List<MountedFilesystem> filesystems)
    {
        Entry[] entries = new Entry[filesystems.Count];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = new(filesystems[^(i + 1)]);
        }

        foreach (Entry entry in entries)
        {
            AddBelow(entries, entry, entry.Filesystem.Device, 0);
        }

        List<MountedFilesystem> order = new(entries.Length);
        foreach (Entry entry in entries)
        {
            Place(entry, order);
        }

        return order;
    }

    private void AddBelow(Entry[] entries, Entry upper, DeviceNumber device, int depth)
    {
        if (depth == MaximumDepth)
        {
            return;
        }

        foreach (BlockBase below in bases.Below(device))
        {
            foreach (Entry lower in entries)
            {
                if (lower != upper && IsOn(lower.Filesystem, below))
                {
                    lower.Above.Add(upper);
                }
            }

            AddBelow(entries, upper, below.Device, depth + 1);
        }
    }

    private static bool IsOn(MountedFilesystem filesystem, BlockBase below)
    {
        if (filesystem.Device == below.Device)
        {
            return true;
        }

        foreach (MountInfo mount in filesystem.Mounts)
        {
            if (mount.Device == below.Device || mount.Id == below.MountId)
            {
                return true;
            }
        }

        return false;
    }

    private static void Place(Entry entry, List<MountedFilesystem> order)
    {
        if (!entry.IsPlaced)
        {
            entry.IsPlaced = true;
            foreach (Entry upper in entry.Above)
            {
                Place(upper, order);
            }

            order.Add(entry.Filesystem);
        }
    }

    private sealed class Entry(MountedFilesystem filesystem)
    {
        public MountedFilesystem Filesystem => filesystem;

        /// <summary>The file systems that lie on this one.</summary>
        public List<Entry> Above { get; } = [];

        public bool IsPlaced { get; set; }
    }
}
