namespace Qga.Linux.SysFs;

/// <summary>What a device's <c>uevent</c> in sysfs says of it.</summary>
/// <param name="Node">Its device node, e.g. /dev/vda1; null if it has none.</param>
/// <param name="Number">Its number as udev's records are named, e.g. <c>254:1</c>; null if it has none.</param>
/// <param name="IsPartition">Whether it is a partition.</param>
internal readonly record struct DeviceProperties(string? Node, string? Number, bool IsPartition)
{
    // The kernel's own limit for all of them (UEVENT_BUFFER_SIZE).
    private const int Room = 2048;

    /// <summary>Reads them.</summary>
    /// <param name="uevent">The file; one that cannot be read gives none.</param>
    /// <param name="shortage">Told why.</param>
    public static DeviceProperties Read(KernelFile uevent, Shortage shortage)
    {
        Span<byte> text = stackalloc byte[Room];
        shortage.Note(uevent.Read(text, out int length));
        return Parse(text[..length]);
    }

    /// <summary>Takes the file's content apart.</summary>
    /// <param name="text">MAJOR=254, MINOR=1, DEVNAME=vda1, DEVTYPE=partition, DISKSEQ=1, PARTN=1: one a line, in no order.</param>
    public static DeviceProperties Parse(ReadOnlySpan<byte> text)
    {
        string? node = PropertyText.Find(text, "DEVNAME="u8);
        string? major = PropertyText.Find(text, "MAJOR="u8);
        string? minor = PropertyText.Find(text, "MINOR="u8);
        return new(
            node is null ? null : $"/dev/{node}",
            major is null || minor is null ? null : $"{major}:{minor}",
            PropertyText.Find(text, "DEVTYPE="u8) == "partition");
    }
}
