namespace Qga.Linux.SysFs;

#pragma warning disable CS1591 // The names say it: bus types, and the parts of an address in the usual order.

/// <summary>How a disk is attached.</summary>
public enum DiskBus
{
    /// <summary>In a way that is not known here.</summary>
    Unknown,
    Ide,
    Sata,
    Scsi,
    Virtio,
    Usb,
    Nvme,
}

/// <summary>A function on a PCI bus.</summary>
public readonly record struct PciAddress(int Domain, int Bus, int Slot, int Function);

/// <summary>A device on the channel subsystem of s390.</summary>
public readonly record struct CcwAddress(int ChannelSubsystem, int SubchannelSet, int Subchannel, int Device);

/// <summary>Where a disk is attached, numbered as the host's configuration numbers it.</summary>
/// <param name="Type">How it is attached.</param>
/// <param name="Bus">The bus of the controller.</param>
/// <param name="Target">The target on that bus.</param>
/// <param name="Unit">The unit of that target.</param>
/// <param name="Pci">The controller; null if it is not on PCI.</param>
/// <param name="Ccw">The device on the channel subsystem; null if it is not on one.</param>
public sealed record DiskAddress(DiskBus Type, int Bus, int Target, int Unit, PciAddress? Pci, CcwAddress? Ccw)
{
    /// <summary>Nothing known.</summary>
    public static DiskAddress Unknown { get; } = new(DiskBus.Unknown, 0, 0, 0, null, null);
}
