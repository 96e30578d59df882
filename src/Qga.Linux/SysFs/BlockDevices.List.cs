using System.Text;
using Qga.Linux.Interop;

namespace Qga.Linux.SysFs;

public sealed partial class BlockDevices
{
    /// <summary>Where the disks are listed.</summary>
    public string Folder => $"{sysRoot}/block";

    /// <summary>Lists the devices that have a size. One that disappears meanwhile is left out.</summary>
    /// <param name="devices">In the reverse order of the directory, as clients know it; a disk's partitions before it.</param>
    /// <returns>The folder's error, or the shortage in which not all of it could be read.</returns>
    public Errno List(out List<BlockDevice> devices)
    {
        Shortage shortage = new();
        devices = [];
        Errno answer = DirectoryNames.ReadAll(Folder, out List<string> names);
        for (int i = names.Count - 1; i >= 0; i--)
        {
            // The size first: of the loop devices that there are everywhere most have none, and nothing else is asked about them.
            if (HasSize($"{Folder}/{names[i]}/size", shortage) && Links.Resolve($"{Folder}/{names[i]}", shortage) is { } path)
            {
                Add(path, names[i], devices, shortage);
            }
        }

        return answer.IsSuccess ? shortage.Error : answer;
    }

    private void Add(string path, string name, List<BlockDevice> devices, Shortage shortage)
    {
        using KernelFile folder = KernelFile.Open(path);
        DeviceProperties properties = PropertiesOf(folder, "."u8, shortage);
        if (properties.Node is { } node)
        {
            AddPartitions(folder, name, node, devices, shortage);
            bool isVirtual = VirtualDisk(path) is not null;
            devices.Add(new(
                node,
                IsPartition: false,
                NodesBelow(folder, shortage),
                isVirtual ? null : DiskOf(path, properties, shortage),
                isVirtual ? AliasOf(folder, shortage) : null));
        }
    }

    private static void AddPartitions(KernelFile folder, string name, string node, List<BlockDevice> devices, Shortage shortage)
    {
        Span<byte> prefix = stackalloc byte[Encoding.UTF8.GetMaxByteCount(name.Length)];
        prefix = prefix[..Encoding.UTF8.GetBytes(name, prefix)];
        int first = devices.Count;
        DirectoryNames names = new(folder, stackalloc byte[DirectoryNames.Room]);
        while (names.Read())
        {
            // A partition's name goes on where the disk's ends.
            if (names.Current.StartsWith(prefix) && PropertiesOf(folder, names.Current, shortage) is { IsPartition: true, Node: { } partition })
            {
                devices.Add(new(partition, IsPartition: true, [node], null, null));
            }
        }

        shortage.Note(names.Error);
        devices.Reverse(first, devices.Count - first);
    }

    private static List<string>? NodesBelow(KernelFile folder, Shortage shortage)
    {
        using KernelFile slaves = folder.Open("slaves"u8);
        shortage.Note(slaves.Error);
        if (!slaves.Error.IsSuccess)
        {
            return null;
        }

        List<string> nodes = [];
        DirectoryNames names = new(slaves, stackalloc byte[DirectoryNames.Room]);
        while (names.Read())
        {
            if (PropertiesOf(slaves, names.Current, shortage).Node is { } node)
            {
                nodes.Add(node);
            }
        }

        shortage.Note(names.Error);
        nodes.Reverse();
        return nodes;
    }

    private static DeviceProperties PropertiesOf(KernelFile folder, ReadOnlySpan<byte> device, Shortage shortage)
    {
        using KernelFile uevent = folder.Open(device, "uevent"u8);
        return DeviceProperties.Read(uevent, shortage);
    }

    private static bool HasSize(string path, Shortage shortage)
    {
        using KernelFile size = KernelFile.Open(path);
        return PropertyText.Read(size, shortage) is not (null or "0");
    }

    private static string? AliasOf(KernelFile folder, Shortage shortage)
    {
        using KernelFile name = folder.Open("dm/name"u8);
        return PropertyText.Read(name, shortage);
    }
}
