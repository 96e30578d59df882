using Qga.Contracts;

namespace Qga.Client;

/// <summary>A disk of a guest, a partition, or what is made of them (LVM, LUKS, a multipath device), with the file systems on it.</summary>
public sealed record GuestDisk
{
    /// <summary>The device: <c>/dev/vda</c>, <c>\\.\PhysicalDrive0</c>. Null: the agent does not tell it.</summary>
    public string? Name { get; init; }

    /// <summary>The name that device mapper gives it; null: none.</summary>
    public string? Alias { get; init; }

    /// <summary>Whether it is a partition.</summary>
    public bool IsPartition { get; init; }

    /// <summary>Where the disk is attached, with its serial number; null: it is not a disk of the hypervisor's, or the agent does not tell it.</summary>
    public GuestDiskAddress? Address { get; init; }

    /// <summary>The devices that it is part or made of, by <see cref="Name"/>.</summary>
    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>The mounted file systems right on it. Empty for an agent that tells only which disks a file system uses.</summary>
    public IReadOnlyList<GuestFilesystemInfo> FileSystems { get; init; } = [];

    /// <summary>The mounted file systems that use it: those right on it, on its partitions, and on what is made of them.</summary>
    public IReadOnlyList<GuestFilesystemInfo> UsedBy { get; init; } = [];
}
