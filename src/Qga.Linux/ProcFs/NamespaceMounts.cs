using System.Globalization;
using System.Text;
using Qga.Linux.Interop;

namespace Qga.Linux.ProcFs;

/// <summary>
/// File systems that are mounted in other mount namespaces only: in containers, and by services that have a view of their own. They are reached through
/// the root directory of a process that sees them; mount_namespaces(7), proc_pid_root(5).
/// </summary>
public static class NamespaceMounts
{
    /// <summary>Adds those that this process does not see itself.</summary>
    /// <param name="procRoot">Where /proc is.</param>
    /// <param name="filesystems">What this process sees; the others are added to its end. What cannot be read is left out.</param>
    public static void AddTo(string procRoot, List<MountedFilesystem> filesystems)
    {
        if (NamespaceOf($"{procRoot}/self") is not { } own)
        {
            return;
        }

        List<ulong> seen = [own];
        DirectoryNames.ReadAll(procRoot, out List<string> names);
        foreach (string name in names)
        {
            string process = $"{procRoot}/{name}";
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _) && NamespaceOf(process) is { } space && !seen.Contains(space))
            {
                seen.Add(space);
                Add(process, filesystems);
            }
        }
    }

    private static ulong? NamespaceOf(string process) =>
        Libc.Stat(Encoding.UTF8.GetBytes($"{process}/ns/mnt"), out FileStatus status).IsSuccess ? status.Inode : null;

    private static void Add(string process, List<MountedFilesystem> filesystems)
    {
        byte[] root = Encoding.UTF8.GetBytes($"{process}/root");
        using FileContent content = WholeFile.Read($"{process}/mountinfo");
        foreach (MountedFilesystem filesystem in MountTable.Parse(content.Bytes))
        {
            if (!filesystems.Exists(known => known.Device == filesystem.Device))
            {
                List<MountInfo> mounts = new(filesystem.Mounts.Count);
                foreach (MountInfo mount in filesystem.Mounts)
                {
                    mounts.Add(mount with { MountPoint = (byte[])[.. root, .. mount.MountPoint.Span] });
                }

                filesystems.Add(filesystem with { Mounts = mounts });
            }
        }
    }
}
