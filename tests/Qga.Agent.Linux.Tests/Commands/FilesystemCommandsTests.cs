using Qga.Agent.Linux.Commands.Filesystem;
using Qga.Agent.Linux.Tests.Support;
using Qga.Contracts;
using Qga.Linux.SysFs;

namespace Qga.Agent.Linux.Tests.Commands;

public sealed class FilesystemCommandsTests : IDisposable
{
    private readonly FakeMounts _mounts = new();

    public void Dispose() => _mounts.Dispose();

    [Fact]
    public void The_last_mounted_comes_first_with_its_disks_and_sizes()
    {
        string root = _mounts.Add("root", "254:1");
        string data = _mounts.Add("data", "8:16", "xfs");
        const string Function = "0000:00:04.0";
        string disk = Path.Combine(_mounts.Root, "sys/devices/pci0000:00", Function, "virtio1/block/vda/vda1");
        Directory.CreateDirectory(disk);
        File.WriteAllText(Path.Combine(disk, "uevent"), "DEVNAME=vda1\n");
        Directory.CreateDirectory(Path.Combine(_mounts.Root, "sys/dev/block"));
        File.CreateSymbolicLink(Path.Combine(_mounts.Root, "sys/dev/block/254:1"), $"../../devices/pci0000:00/{Function}/virtio1/block/vda/vda1");

        IReadOnlyList<GuestFilesystemInfo> list = New().GuestGetFsinfo().Value!;

        Assert.Equal([(data, "xfs", "8:16"), (root, "ext4", "vda1")], list.Select(info => (info.Mountpoint, info.Type, info.Name)));
        Assert.Empty(list[0].Disk);
        GuestDiskAddress address = Assert.Single(list[1].Disk);
        Assert.Equal(
            (GuestDiskBusType.Virtio, 0L, 0L, 0L, "/dev/vda1", null),
            (address.BusType, address.Bus, address.Target, address.Unit, address.Dev, address.Serial));
        Assert.Equal((0L, 0L, 4L, 0L), (address.PciController.Domain, address.PciController.Bus, address.PciController.Slot, address.PciController.Function));
        DriveInfo drive = new(root);
        Assert.Equal((ulong)drive.TotalSize, list[1].TotalBytesPrivileged);
        Assert.True(list[1].UsedBytes <= list[1].TotalBytes && list[1].TotalBytes <= list[1].TotalBytesPrivileged);
    }

    [Fact]
    public void A_file_system_out_of_sight_has_no_sizes()
    {
        _mounts.Add("hidden", "8:1", isHidden: true);

        GuestFilesystemInfo info = Assert.Single(New().GuestGetFsinfo().Value!);

        Assert.Equal((null, null, null), (info.UsedBytes, info.TotalBytes, info.TotalBytesPrivileged));
    }

    [Fact]
    public void A_disk_that_is_not_on_PCI_says_so_with_minus_one()
    {
        _mounts.Add("root", "202:1");
        string disk = Path.Combine(_mounts.Root, "sys/devices/vbd-51712/block/xvda");
        Directory.CreateDirectory(disk);
        File.WriteAllText(Path.Combine(disk, "uevent"), "DEVNAME=xvda\n");
        Directory.CreateDirectory(Path.Combine(_mounts.Root, "sys/dev/block"));
        File.CreateSymbolicLink(Path.Combine(_mounts.Root, "sys/dev/block/202:1"), "../../devices/vbd-51712/block/xvda");

        GuestDiskAddress address = Assert.Single(Assert.Single(New().GuestGetFsinfo().Value!).Disk);

        Assert.Equal(GuestDiskBusType.Unknown, address.BusType);
        Assert.Equal(
            (-1L, -1L, -1L, -1L),
            (address.PciController.Domain, address.PciController.Bus, address.PciController.Slot, address.PciController.Function));
    }

    [Fact]
    public void Without_a_mount_list_there_is_an_error() =>
        Assert.Equal("failed to open mtab file: '/proc/self/mounts'", New().GuestGetFsinfo().Error?.Description);

    private FilesystemCommands New() => new(_mounts.List, new BlockDevices($"{_mounts.Root}/sys", $"{_mounts.Root}/udev"));
}
