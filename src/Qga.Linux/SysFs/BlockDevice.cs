namespace Qga.Linux.SysFs;

/// <summary>A block device: a disk, a partition, or what software makes from others.</summary>
/// <param name="Node">Its device node, e.g. /dev/vda1.</param>
/// <param name="IsPartition">Whether it is a partition.</param>
/// <param name="Dependencies">The device nodes that it is made from; null where the kernel does not keep such a list.</param>
/// <param name="Disk">Where it is attached; null for partitions and for what software makes.</param>
/// <param name="Alias">The name that a device mapper device was given.</param>
public sealed record BlockDevice(string Node, bool IsPartition, IReadOnlyList<string>? Dependencies, Disk? Disk, string? Alias);
