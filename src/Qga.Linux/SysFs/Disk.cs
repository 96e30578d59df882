namespace Qga.Linux.SysFs;

/// <summary>A disk, or the part of one that something stands on.</summary>
/// <param name="Address">Where it is attached.</param>
/// <param name="Node">Its device node, e.g. /dev/vda1.</param>
/// <param name="Serial">Its serial number, as udev composes it.</param>
public sealed record Disk(DiskAddress Address, string? Node, string? Serial);
