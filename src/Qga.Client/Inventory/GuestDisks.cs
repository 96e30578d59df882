using Qga.Contracts;

namespace Qga.Client;

/// <summary>The disks of a guest, joined with its mounted file systems.</summary>
public sealed record GuestDisks
{
    /// <summary>The disks, in the agent's order.</summary>
    public required IReadOnlyList<GuestDisk> Disks { get; init; }

    /// <summary>The mounted file systems that use none of the disks, as far as the agent tells: a ZFS pool, a RAM disk.</summary>
    public IReadOnlyList<GuestFilesystemInfo> Others { get; init; } = [];

    /// <summary>
    /// Whether the disks come from <c>guest-get-fsinfo</c> alone, as the agent has no <c>guest-get-disks</c> (before QEMU 5.2): disks without a mounted file
    /// system are missing then.
    /// </summary>
    public bool AreMountedOnly { get; init; }

    /// <summary>Why the file systems are unknown, in the agent's words; null: they are known.</summary>
    public string? FileSystemsUnknownReason { get; init; }

    /// <summary>Joins what an agent since 5.2 tells.</summary>
    /// <param name="disks">The result of <c>guest-get-disks</c>.</param>
    /// <param name="fileSystems">The result of <c>guest-get-fsinfo</c>.</param>
    /// <returns>The disks.</returns>
    public static GuestDisks Join(IReadOnlyList<GuestDiskInfo> disks, IReadOnlyList<GuestFilesystemInfo> fileSystems)
    {
        ArgumentNullException.ThrowIfNull(disks);
        ArgumentNullException.ThrowIfNull(fileSystems);
        ILookup<string, GuestDiskInfo> users = disks
            .SelectMany(disk => (disk.Dependencies ?? []).Select(dependency => (dependency, disk)))
            .ToLookup(pair => pair.dependency, pair => pair.disk);
        GuestDisk[] joined = [.. disks.Select(disk => Join(disk, users, fileSystems))];
        return new() { Disks = joined, Others = Without(fileSystems, joined) };
    }

    /// <summary>Makes the best of what an older agent tells: the disks that its file systems use.</summary>
    /// <param name="fileSystems">The result of <c>guest-get-fsinfo</c>.</param>
    /// <returns>The disks that have a mounted file system.</returns>
    public static GuestDisks From(IReadOnlyList<GuestFilesystemInfo> fileSystems)
    {
        ArgumentNullException.ThrowIfNull(fileSystems);
        GuestDisk[] disks =
        [
            .. fileSystems
                .SelectMany(system => system.Disk.Select(address => (address, system)))
                .GroupBy(pair => pair.address)
                .Select(group => new GuestDisk
                {
                    Name = group.Key.Dev,
                    Address = group.Key,
                    UsedBy = [.. group.Select(pair => pair.system).Distinct()],
                }),
        ];
        return new() { Disks = disks, Others = Without(fileSystems, disks), AreMountedOnly = true };
    }

    private static GuestDisk Join(GuestDiskInfo disk, ILookup<string, GuestDiskInfo> users, IReadOnlyList<GuestFilesystemInfo> fileSystems)
    {
        HashSet<string> devices = [disk.Name];
        Queue<string> open = new(devices);
        while (open.TryDequeue(out string? device))
        {
            foreach (GuestDiskInfo user in users[device])
            {
                if (devices.Add(user.Name))
                {
                    open.Enqueue(user.Name);
                }
            }
        }

        return new()
        {
            Name = disk.Name,
            Alias = disk.Alias,
            IsPartition = disk.Partition,
            Address = disk.Address,
            Dependencies = disk.Dependencies ?? [],
            FileSystems = [.. fileSystems.Where(system => IsOn(system, disk.Name))],
            UsedBy = [.. fileSystems.Where(system => devices.Any(device => IsOn(system, device)) || system.Disk.Any(used => used.Dev == disk.Name))],
        };
    }

    // A file system's name is that of its device below /dev.
    private static bool IsOn(GuestFilesystemInfo system, string device) => device == $"/dev/{system.Name}";

    private static GuestFilesystemInfo[] Without(IReadOnlyList<GuestFilesystemInfo> fileSystems, IEnumerable<GuestDisk> disks)
    {
        HashSet<GuestFilesystemInfo> placed = [.. disks.SelectMany(disk => disk.UsedBy)];
        return [.. fileSystems.Where(system => !placed.Contains(system))];
    }
}
