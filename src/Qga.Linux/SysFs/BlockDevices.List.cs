using Qga.Linux.Interop;

namespace Qga.Linux.SysFs;

public sealed partial class BlockDevices
{
    /// <summary>Where the disks are listed.</summary>
    public string Folder => $"{sysRoot}/block";

    /// <summary>Lists all that has a size. A device that goes away meanwhile is left out.</summary>
    /// <param name="devices">In the reverse order of the directory, as clients know it; a disk's partitions before it.</param>
    /// <returns>Why there is no list.</returns>
    public Errno List(out List<BlockDevice> devices)
    {
        devices = [];
        Errno answer = Libc.ReadDirectory(Folder, out List<string> names);
        for (int i = names.Count - 1; i >= 0; i--)
        {
            if (Links.Resolve($"{Folder}/{names[i]}") is { } path && HasSize(path) && NodeOf(path) is { } node)
            {
                AddPartitions(path, names[i], node, devices);
                devices.Add(new(node, IsPartition: false, NodesBelow(path), IsVirtual(path) ? null : DiskOf(path), AliasOf(path)));
            }
        }

        return answer;
    }

    private static void AddPartitions(string path, string name, string node, List<BlockDevice> devices)
    {
        Libc.ReadDirectory(path, out List<string> names);
        for (int i = names.Count - 1; i >= 0; i--)
        {
            // A partition's name goes on where the disk's ends; only what is one has this file.
            if (names[i].StartsWith(name, StringComparison.Ordinal)
                && Libc.Access($"{path}/{names[i]}/partition", Libc.F_OK).IsSuccess
                && NodeOf($"{path}/{names[i]}") is { } partition)
            {
                devices.Add(new(partition, IsPartition: true, [node], null, null));
            }
        }
    }

    private static List<string>? NodesBelow(string path)
    {
        if (!Libc.ReadDirectory($"{path}/slaves", out List<string> names).IsSuccess)
        {
            return null;
        }

        List<string> nodes = [];
        for (int i = names.Count - 1; i >= 0; i--)
        {
            if (Links.Resolve($"{path}/slaves/{names[i]}") is { } slave && NodeOf(slave) is { } node)
            {
                nodes.Add(node);
            }
        }

        return nodes;
    }

    private static bool HasSize(string path) => WholeFile.Read($"{path}/size", out byte[] text).IsSuccess && Text(text) is not ("0" or "");

    private static string? AliasOf(string path) =>
        WholeFile.Read($"{path}/dm/name", out byte[] text).IsSuccess && Text(text) is { Length: > 0 } name ? name : null;
}
