using Qga.Contracts;

namespace Qga.Client;

/// <summary>
/// What a freeze reached, as far as it can be known: an agent tells how many file systems it froze, not which. The file systems are those of
/// <c>guest-get-fsinfo</c> before the freeze; of several mounts of one device only the first counts, as a device is frozen once.
/// </summary>
public sealed record FreezeCoverage
{
    // Their drivers in Linux do not implement freezing: FIFREEZE answers EOPNOTSUPP, and agents skip them.
    private static readonly HashSet<string> s_unsupported =
        new(["vfat", "msdos", "exfat", "iso9660", "udf", "squashfs", "erofs", "cramfs", "romfs"], StringComparer.Ordinal);

    private FreezeCoverage()
    {
    }

    /// <summary>The mount points that were to be frozen and are there.</summary>
    public required IReadOnlyList<string> Expected { get; init; }

    /// <summary>The mount points that the caller named and the guest does not have. Agents ignore them without an error.</summary>
    public required IReadOnlyList<string> NotMounted { get; init; }

    /// <summary>How many of <see cref="Expected"/> were not frozen: their file systems do not support it, or were frozen already.</summary>
    public required long UnfrozenCount { get; init; }

    /// <summary>
    /// Which of <see cref="Expected"/> were not frozen; null: it cannot be said. It can if none or all were frozen, or as many were left as are of a kind
    /// that Linux cannot freeze (vfat, iso9660, squashfs and such).
    /// </summary>
    public IReadOnlyList<string>? Unfrozen { get; init; }

    /// <summary>Compares what there is with what was frozen.</summary>
    /// <param name="fileSystems">The file systems before the freeze.</param>
    /// <param name="mountpoints">What the caller asked for; null: all.</param>
    /// <param name="count">How many were frozen.</param>
    /// <returns>The comparison.</returns>
    public static FreezeCoverage Compare(IReadOnlyList<GuestFilesystemInfo> fileSystems, IReadOnlyList<string>? mountpoints, long count)
    {
        ArgumentNullException.ThrowIfNull(fileSystems);
        GuestFilesystemInfo[] expected =
        [
            .. fileSystems.Where(system => mountpoints?.Contains(system.Mountpoint) != false).DistinctBy(system => system.Name),
        ];
        string[] all = [.. expected.Select(system => system.Mountpoint)];
        string[] incapable = [.. expected.Where(system => s_unsupported.Contains(system.Type)).Select(system => system.Mountpoint)];
        long left = Math.Max(0, all.Length - count);
        return new()
        {
            Expected = all,
            NotMounted = [.. (mountpoints ?? []).Except(fileSystems.Select(system => system.Mountpoint))],
            UnfrozenCount = left,
            Unfrozen = left == 0 ? [] : left == all.Length ? all : left == incapable.Length ? incapable : null,
        };
    }
}
