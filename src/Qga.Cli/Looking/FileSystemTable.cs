using Qga.Cli.Output;
using Qga.Contracts;

namespace Qga.Cli.Looking;

/// <summary>A guest's file systems with their bars.</summary>
internal static class FileSystemTable
{
    public static IReadOnlyList<Column> Columns { get; } =
    [
        new("DEVICE", "device"),
        new("TYPE", "type"),
        new("SIZE", "size", ValueKind.Bytes),
        new("USED", "used", ValueKind.Bytes),
        new("FREE", "free", ValueKind.Bytes),
        new("USE", "used-share", ValueKind.Share),
        new("MOUNTED ON", "mountpoint"),
    ];

    /// <summary>In the order of mount points, whatever the agent's.</summary>
    public static Answer Of(IReadOnlyList<GuestFilesystemInfo> systems) =>
        Answer.Table(Columns, systems.OrderBy(system => system.Mountpoint, StringComparer.Ordinal).Select(RowOf));

    // The total for users is what is used and what users may still use: df(1) counts in the same way.
    private static object?[] RowOf(GuestFilesystemInfo system) =>
    [
        system.Name,
        system.Type,
        system.TotalBytesPrivileged ?? system.TotalBytes,
        system.UsedBytes,
        system.TotalBytes - system.UsedBytes,
        system.TotalBytes is > 0 && system.UsedBytes is ulong used ? (double)used / system.TotalBytes : null,
        system.Mountpoint,
    ];
}
