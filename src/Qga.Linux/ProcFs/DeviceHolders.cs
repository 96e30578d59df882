using System.Globalization;
using System.Text;

namespace Qga.Linux.ProcFs;

/// <summary>Finds out which processes have a device open, by the links of proc_pid_fd(5). The device itself is not touched.</summary>
public static class DeviceHolders
{
    /// <summary>Lists them.</summary>
    /// <param name="procRoot">Where /proc is.</param>
    /// <param name="device">The device node's path without links.</param>
    /// <returns>The processes that can be looked at: without root's rights only those of the same user.</returns>
    public static List<DeviceHolder> Find(string procRoot, string device)
    {
        List<DeviceHolder> holders = [];
        DirectoryNames.ReadAll(procRoot, out List<string> names);
        foreach (string name in names)
        {
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int process) && Holds($"{procRoot}/{name}/fd", device))
            {
                using FileContent program = WholeFile.Read($"{procRoot}/{name}/comm");
                holders.Add(new(process, Encoding.UTF8.GetString(program.Bytes.TrimEnd((byte)'\n'))));
            }
        }

        return holders;
    }

    private static bool Holds(string folder, string device)
    {
        using KernelFile directory = KernelFile.Open(folder);
        DirectoryNames descriptors = new(directory, stackalloc byte[DirectoryNames.Room]);
        while (descriptors.Read())
        {
            if (directory.ReadLink(descriptors.Current, out string target).IsSuccess && target == device)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A process that has a device open.</summary>
/// <param name="process">Its number.</param>
/// <param name="program">The first 15 bytes of its program's name.</param>
public sealed class DeviceHolder(int process, string program)
{
    /// <summary>Its number.</summary>
    public int Process => process;

    /// <summary>The first 15 bytes of its program's name.</summary>
    public string Program => program;
}
