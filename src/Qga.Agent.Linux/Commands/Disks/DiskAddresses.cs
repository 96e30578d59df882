using Qga.Contracts;
using Qga.Linux.SysFs;

namespace Qga.Agent.Linux.Commands.Disks;

/// <summary>Disk addresses in the form of replies.</summary>
internal static class DiskAddresses
{
    private static readonly GuestPCIAddress s_noPciAddress = new() { Domain = -1, Bus = -1, Slot = -1, Function = -1 };

    /// <summary>Puts a disk's address into the reply's form.</summary>
    public static GuestDiskAddress Of(Disk disk)
    {
        DiskAddress address = disk.Address;
        return new()
        {
            PciController = address.Pci is { } pci
                ? new() { Domain = pci.Domain, Bus = pci.Bus, Slot = pci.Slot, Function = pci.Function }
                : s_noPciAddress,
            BusType = address.Type switch
            {
                DiskBus.Ide => GuestDiskBusType.Ide,
                DiskBus.Sata => GuestDiskBusType.Sata,
                DiskBus.Scsi => GuestDiskBusType.Scsi,
                DiskBus.Virtio => GuestDiskBusType.Virtio,
                DiskBus.Usb => GuestDiskBusType.Usb,
                DiskBus.Nvme => GuestDiskBusType.Nvme,
                _ => GuestDiskBusType.Unknown,
            },
            Bus = address.Bus,
            Target = address.Target,
            Unit = address.Unit,
            Serial = disk.Serial,
            Dev = disk.Node,
            CcwAddress = address.Ccw is { } ccw
                ? new() { Cssid = ccw.ChannelSubsystem, Ssid = ccw.SubchannelSet, Subchno = ccw.Subchannel, Devno = ccw.Device }
                : null,
        };
    }
}
