using Qga.Cli.Failures;
using Qga.Monitor;

namespace Qga.Cli.Snapshots;

/// <summary>A disk of a machine that gets an overlay: QEMU writes to the overlay from then on, and the old file keeps the state.</summary>
/// <param name="Name">How QEMU calls the disk.</param>
/// <param name="Device">The device's name; null: it has none.</param>
/// <param name="Node">The name of the node at the top; null: unknown.</param>
/// <param name="File">The file that it is in now.</param>
/// <param name="Overlay">The file that is made.</param>
internal sealed record SnapshotDisk(string Name, string? Device, string? Node, string File, string Overlay)
{
    /// <summary>Chooses the disks of a snapshot.</summary>
    /// <param name="devices">All block devices.</param>
    /// <param name="names">Those that are wanted; empty: every disk that is written to.</param>
    /// <param name="snapshot">The snapshot's name.</param>
    /// <exception cref="VerbException">A disk is not there, or is in no file.</exception>
    public static IReadOnlyList<SnapshotDisk> Choose(IReadOnlyList<BlockInfo> devices, IReadOnlyList<string> names, string snapshot)
    {
        foreach (string name in names)
        {
            if (!devices.Any(device => IsNamed(device, name)))
            {
                throw new VerbException(
                    $"snapshot: the machine has no disk '{name}'; it has {string.Join(", ", devices.Select(NameOf).DefaultIfEmpty("none"))}");
            }
        }

        SnapshotDisk[] disks =
        [
            .. devices
                .Where(device => names.Count > 0 ? names.Any(name => IsNamed(device, name)) : device is { Removable: false, Inserted.Ro: false })
                .Select(device => Of(device, snapshot)),
        ];
        return disks.Length > 0 ? disks : throw new VerbException("snapshot: the machine has no disk that is written to");
    }

    /// <summary>What QEMU is to do.</summary>
    public BlockdevSnapshotSync ToAction() =>
        new() { Device = Device, NodeName = Device is null ? Node : null, SnapshotFile = Overlay, Format = "qcow2", Mode = NewImageMode.AbsolutePaths };

    private static SnapshotDisk Of(BlockInfo device, string snapshot)
    {
        BlockDeviceInfo medium = device.Inserted ?? throw new VerbException($"snapshot: {NameOf(device)} has no medium");
        string file = medium.File;
        return Path.IsPathRooted(file)
            ? new(
                NameOf(device),
                device.Device.Length > 0 ? device.Device : null,
                medium.NodeName,
                file,
                Path.Combine(Path.GetDirectoryName(file)!, $"{Path.GetFileNameWithoutExtension(file)}.{snapshot}.qcow2"))
            : throw new VerbException(
                $"snapshot: {NameOf(device)} is in no file of this host ({file}), so that its overlay has no place; --disk chooses others");
    }

    // Devices that were made with -blockdev have no name of their own.
    private static string NameOf(BlockInfo device) => device.Device.Length > 0 ? device.Device : device.Qdev ?? device.Inserted?.NodeName ?? "?";

    private static bool IsNamed(BlockInfo device, string name) => device.Device == name || device.Qdev == name || device.Inserted?.NodeName == name;
}
