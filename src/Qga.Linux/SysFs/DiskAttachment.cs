namespace Qga.Linux.SysFs;

/// <summary>Finds out where a disk is attached. The numbers are those that QEMU and libvirt give the same disk.</summary>
internal static class DiskAttachment
{
    private const string NvmeSubsystem = "/nvme-subsystem/";

    /// <summary>Finds where a disk is attached from its path in sysfs.</summary>
    /// <param name="path">The path of the disk, or of a partition of it, in sysfs.</param>
    /// <param name="shortage">Told why a folder could not be read.</param>
    public static DiskAddress Find(string path, Shortage shortage)
    {
        if (path.Contains(NvmeSubsystem, StringComparison.Ordinal))
        {
            return FindMultipath(path, shortage);
        }

        PciAddress? pci = DevicePath.Pci(path, out string function);
        CcwAddress? ccw = DevicePath.Ccw(path);
        DiskAddress unnumbered = DiskAddress.Unknown with { Pci = pci, Ccw = ccw };
        if (path.Contains("/nvme/", StringComparison.Ordinal))
        {
            return unnumbered with { Type = DiskBus.Nvme };
        }

        if (DevicePath.Numbered(path, "usb") is not null)
        {
            return unnumbered with { Type = DiskBus.Usb };
        }

        if (DevicePath.Numbered(path, "ata") is { } port && pci is not null)
        {
            return FindAta(unnumbered, function, port, DevicePath.Scsi(path)?.Target ?? 0, shortage);
        }

        if (DevicePath.Scsi(path) is { } scsi)
        {
            return unnumbered with { Type = DiskBus.Scsi, Bus = scsi.Channel, Target = scsi.Target, Unit = scsi.Lun } is var found
                && DriverOf(function, shortage) == "sym53c8xx"
                ? found with { Target = 0, Unit = scsi.Target } // On this old parallel bus a unit is the target's number.
                : found;
        }

        return DevicePath.Numbered(path, "virtio") is not null ? unnumbered with { Type = DiskBus.Virtio } : unnumbered;
    }

    // Ports are numbered through all controllers; a disk's place is that among the ports of its own. IDE has two disks on each channel, SATA one.
    private static DiskAddress FindAta(DiskAddress unnumbered, string function, int port, int target, Shortage shortage)
    {
        shortage.Note(DirectoryNames.ReadAll(function, out List<string> siblings));
        int rank = 0;
        foreach (string name in siblings)
        {
            rank += DevicePath.NumberAfter("ata", name) < port ? 1 : 0;
        }

        return DriverOf(function, shortage) is "ata_piix" or ['p', 'a', 't', 'a', '_', ..]
            ? unnumbered with { Type = DiskBus.Ide, Bus = rank, Unit = target }
            : unnumbered with { Type = DiskBus.Sata, Unit = rank };
    }

    // A namespace that several controllers can reach belongs to none of them; the subsystem's directory has links to its controllers.
    private static DiskAddress FindMultipath(string path, Shortage shortage)
    {
        int begin = path.IndexOf(NvmeSubsystem, StringComparison.Ordinal) + NvmeSubsystem.Length;
        int end = path.IndexOf('/', begin);
        string subsystem = end < 0 ? path : path[..end];
        shortage.Note(DirectoryNames.ReadAll(subsystem, out List<string> names));
        foreach (string name in names)
        {
            if (DevicePath.NumberAfter("nvme", name) is not null
                && Links.Resolve($"{subsystem}/{name}", shortage) is { } controller
                && DevicePath.Pci(controller, out _) is { } pci)
            {
                return DiskAddress.Unknown with { Type = DiskBus.Nvme, Pci = pci };
            }
        }

        return DiskAddress.Unknown with { Type = DiskBus.Nvme };
    }

    private static string? DriverOf(string function, Shortage shortage) =>
        Links.Resolve($"{function}/driver", shortage) is { } driver ? Path.GetFileName(driver) : null;
}
