using System.Text;
using Qga.Linux.Interop;

namespace Qga.Linux.SysFs;

public sealed partial class BlockDevices
{
    /// <summary>Where the disks are listed.</summary>
    public string Folder => $"{sysRoot}/block";

    /// <summary>Lists the devices that have a size. One that disappears meanwhile is left out.</summary>
    /// <param name="devices">In the reverse order of the directory, as clients know it; a disk's partitions before it.</param>
    public Errno List(out List<BlockDevice> devices)
    {
        devices = [];
        Errno answer = DirectoryNames.ReadAll(Folder, out List<string> names);
        for (int i = names.Count - 1; i >= 0; i--)
        {
            // The size first: of the loop devices that there are everywhere most have none, and nothing else is asked about them.
            if (HasSize($"{Folder}/{names[i]}/size") && Links.Resolve($"{Folder}/{names[i]}") is { } path)
            {
                Add(path, names[i], devices);
            }
        }

        return answer;
    }

    private void Add(string path, string name, List<BlockDevice> devices)
    {
        using KernelFile folder = KernelFile.Open(path);
        DeviceProperties properties = PropertiesOf(folder, "."u8);
        if (properties.Node is { } node)
        {
            AddPartitions(folder, name, node, devices);
            bool isVirtual = VirtualDisk(path) is not null;
            devices.Add(new(node, IsPartition: false, NodesBelow(folder), isVirtual ? null : DiskOf(path, properties), isVirtual ? AliasOf(folder) : null));
        }
    }

    private static void AddPartitions(KernelFile folder, string name, string node, List<BlockDevice> devices)
    {
        Span<byte> prefix = stackalloc byte[Encoding.UTF8.GetMaxByteCount(name.Length)];
        prefix = prefix[..Encoding.UTF8.GetBytes(name, prefix)];
        int first = devices.Count;
        DirectoryNames names = new(folder, stackalloc byte[DirectoryNames.Room]);
        while (names.Read())
        {
            // A partition's name goes on where the disk's ends.
            if (names.Current.StartsWith(prefix) && PropertiesOf(folder, names.Current) is { IsPartition: true, Node: { } partition })
            {
                devices.Add(new(partition, IsPartition: true, [node], null, null));
            }
        }

        devices.Reverse(first, devices.Count - first);
    }

    private static List<string>? NodesBelow(KernelFile folder)
    {
        using KernelFile slaves = folder.Open("slaves"u8);
        if (!slaves.Error.IsSuccess)
        {
            return null;
        }

        List<string> nodes = [];
        DirectoryNames names = new(slaves, stackalloc byte[DirectoryNames.Room]);
        while (names.Read())
        {
            if (PropertiesOf(slaves, names.Current).Node is { } node)
            {
                nodes.Add(node);
            }
        }

        nodes.Reverse();
        return nodes;
    }

    private static DeviceProperties PropertiesOf(KernelFile folder, ReadOnlySpan<byte> device)
    {
        using KernelFile uevent = folder.Open(device, "uevent"u8);
        return DeviceProperties.Read(uevent);
    }

    private static bool HasSize(string path)
    {
        using KernelFile size = KernelFile.Open(path);
        return PropertyText.Read(size) is not (null or "0");
    }

    private static string? AliasOf(KernelFile folder)
    {
        using KernelFile name = folder.Open("dm/name"u8);
        return PropertyText.Read(name);
    }
}
