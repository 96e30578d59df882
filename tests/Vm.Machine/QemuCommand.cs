namespace Qga.Machines;

/// <summary>The words that start QEMU.</summary>
internal static class QemuCommand
{
    /// <summary>
    /// The machine that the checks look at. The order of the disks gives their names in the guest: the root disk is vda, the bundle vdb,
    /// the ext4 disk vdc, and the xfs disk, which hangs on a SCSI controller, sda.
    /// </summary>
    public static IReadOnlyList<string> Line(GuestImage image, MachineFiles files, MachineOptions options) =>
    [
        "qemu-system-x86_64",
        "-accel", options.Accelerator, "-cpu", "max", "-machine", "q35", "-smp", options.Processors, "-m", options.Memory,
        "-nodefaults", "-display", "none", "-no-reboot", "-rtc", "base=utc",
        "-kernel", image.Kernel, "-initrd", options.Initramfs ?? image.Initramfs, "-append", "console=ttyS0 quiet panic=-1 net.ifnames=0",
        "-serial", $"file:{files.Console}",
        // The first one is the one that programs find on this command line.
        "-qmp", $"unix:{files.SpareMonitorSocket},server=on,wait=off",
        "-qmp", $"unix:{files.MonitorSocket},server=on,wait=off",
        .. Disk("root", image.RootDisk, "qcow2", "snapshot=on"), "-device", "virtio-blk-pci,drive=root,discard=off",
        .. Disk("bundle", files.Bundle, "raw", "readonly=on"), "-device", "virtio-blk-pci,drive=bundle,serial=bundle",
        .. Disk("ext4", files.Ext4Disk, "raw", "discard=unmap"), "-device", "virtio-blk-pci,drive=ext4,serial=ext4-disk",
        "-device", "virtio-scsi-pci,id=scsi",
        .. Disk("xfs", files.XfsDisk, "raw", "discard=unmap"), "-device", "scsi-hd,bus=scsi.0,scsi-id=1,lun=2,drive=xfs,serial=xfs-disk",
        "-netdev", "user,id=net0,restrict=on", "-device", $"virtio-net-pci,netdev=net0,romfile=,mac={GuestNetwork.HardwareAddress}",
        "-device", "virtio-serial",
        .. Socket("shell", files.ShellSocket), "-device", "virtserialport,chardev=shell,name=guest.shell",
        .. Socket("agent", files.AgentSocket), "-device", "virtserialport,id=agent0,chardev=agent,name=org.qemu.guest_agent.0",
        .. Socket("serial", files.SerialSocket), "-device", "isa-serial,chardev=serial",
        .. options.More,
    ];

    private static string[] Disk(string id, string file, string format, string more) => ["-drive", $"if=none,id={id},file={file},format={format},{more}"];

    private static string[] Socket(string id, string path) => ["-chardev", $"socket,id={id},path={path},server=on,wait=off"];
}
