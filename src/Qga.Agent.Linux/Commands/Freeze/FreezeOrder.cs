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
    /// <summary>Puts file systems in order.</summary>
    /// <param name="filesystems">In the order in which they were mounted.</param>
    /// <returns>In the order in which they are to be frozen; they are thawed in the reverse one.</returns>
    public List<MountedFilesystem> Of(List<MountedFilesystem> filesystems)
    {
        Dictionary<DeviceNumber, int> byDevice = [];
        Dictionary<ulong, int> byMount = [];
        for (int i = 0; i < filesystems.Count; i++)
        {
            byDevice[filesystems[i].Device] = i;
            foreach (MountInfo mount in filesystems[i].Mounts)
            {
                byDevice.TryAdd(mount.Device, i);
                byMount[mount.Id] = i;
            }
        }

        List<int>[] above = new List<int>[filesystems.Count];
        for (int i = filesystems.Count - 1; i >= 0; i--)
        {
            HashSet<DeviceNumber> seen = [];
            AddBelow(filesystems[i].Device, i, seen);
        }

        List<MountedFilesystem> order = new(filesystems.Count);
        bool[] isPlaced = new bool[filesystems.Count];
        for (int i = filesystems.Count - 1; i >= 0; i--)
        {
            Place(i);
        }

        return order;

        void AddBelow(DeviceNumber device, int upper, HashSet<DeviceNumber> seen)
        {
            if (!seen.Add(device))
            {
                return;
            }

            foreach (BlockBase each in bases.Below(device))
            {
                if ((byDevice.TryGetValue(each.Device, out int lower) || byMount.TryGetValue(each.MountId, out lower)) && lower != upper)
                {
                    (above[lower] ??= []).Add(upper);
                }

                AddBelow(each.Device, upper, seen);
            }
        }

        void Place(int filesystem)
        {
            if (isPlaced[filesystem])
            {
                return;
            }

            isPlaced[filesystem] = true;
            foreach (int upper in above[filesystem] ?? [])
            {
                Place(upper);
            }

            order.Add(filesystems[filesystem]);
        }
    }
}
