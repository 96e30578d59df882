using Qga.Linux.Interop;
using Qga.Linux.SysFs;

namespace Qga.Linux.Tests.SysFs;

public sealed class BlockDevicesTests : IDisposable
{
    private const string Piix = "pci0000:00/0000:00:01.1";
    private const string Ahci = "pci0000:00/0000:00:1f.2";
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("pci0000:00/0000:00:04.0/virtio1/block/vda/vda1", DiskBus.Virtio, 0, 0, 0, "0:0:4:0")]
    [InlineData("pci0000:00/0000:00:1e.0/0000:01:0a.3/virtio2/host2/target2:0:3/2:0:3:1/block/sda", DiskBus.Scsi, 0, 3, 1, "0:1:10:3")]
    [InlineData("pci0000:00/0000:00:05.0/nvme/nvme0/nvme0n1/nvme0n1p2", DiskBus.Nvme, 0, 0, 0, "0:0:5:0")]
    [InlineData("pci10001:e0/10001:e0:06.0/nvme/nvme1/nvme1n1", DiskBus.Nvme, 0, 0, 0, "65537:224:6:0")]
    [InlineData("pci0000:00/0000:00:1d.7/usb1/1-1/1-1:1.0/host4/target4:0:0/4:0:0:0/block/sdb", DiskBus.Usb, 0, 0, 0, "0:0:29:7")]
    [InlineData("pci0000:00/0000:00:06.0/host3/target3:0:5/3:0:5:0/block/sdc", DiskBus.Scsi, 0, 5, 0, "0:0:6:0")]
    [InlineData("pci0000:00/0000:00:07.0/host6/port-6:0/end_device-6:0/target6:1:2/6:1:2:4/block/sdd", DiskBus.Scsi, 1, 2, 4, "0:0:7:0")]
    [InlineData("platform/a003e00.virtio_mmio/virtio7/block/vdb", DiskBus.Virtio, 0, 0, 0, null)]
    [InlineData("platform/a003e00.virtio_mmio/virtio7/host0/target0:0:1/0:0:1:2/block/sda", DiskBus.Scsi, 0, 1, 2, null)]
    [InlineData("vbd-51712/block/xvda", DiskBus.Unknown, 0, 0, 0, null)]
    public void A_path_tells_where_a_disk_is_attached(string path, DiskBus type, int bus, int target, int unit, string? pci)
    {
        DiskAddress address = Disk(path).Address;

        Assert.Equal((type, bus, target, unit), (address.Type, address.Bus, address.Target, address.Unit));
        Assert.Equal(pci, address.Pci is { } function ? $"{function.Domain}:{function.Bus}:{function.Slot}:{function.Function}" : null);
        Assert.Null(address.Ccw);
    }

    [Fact]
    public void An_ide_disk_is_found_by_the_rank_of_its_channel_and_its_target()
    {
        Driver(Piix, "ata_piix");
        _directory.Write($"sys/devices/{Piix}/ata1/x", "");
        _directory.Write($"sys/devices/{Piix}/ata10/x", "");

        DiskAddress address = Disk($"{Piix}/ata2/host1/target1:0:1/1:0:1:0/block/sda").Address;

        Assert.Equal(new(DiskBus.Ide, 1, 0, 1, new(0, 0, 1, 1), null), address);
    }

    [Fact]
    public void A_sata_disk_is_found_by_the_rank_of_its_port()
    {
        Driver(Ahci, "ahci");
        _directory.Write($"sys/devices/{Ahci}/ata3/x", "");
        _directory.Write($"sys/devices/{Ahci}/ata4/x", "");

        DiskAddress address = Disk($"{Ahci}/ata5/host4/target4:0:0/4:0:0:0/block/sdb/sdb1").Address;

        Assert.Equal(new(DiskBus.Sata, 0, 0, 2, new(0, 0, 0x1f, 2), null), address);
    }

    [Fact]
    public void On_the_old_parallel_bus_the_unit_is_the_target()
    {
        Driver("pci0000:00/0000:00:08.0", "sym53c8xx");

        Assert.Equal(
            new(DiskBus.Scsi, 0, 0, 6, new(0, 0, 8, 0), null),
            Disk("pci0000:00/0000:00:08.0/host0/target0:0:6/0:0:6:0/block/sda").Address);
    }

    [Fact]
    public void A_disk_of_s390_has_its_channel_address() =>
        Assert.Equal(new(DiskBus.Virtio, 0, 0, 0, null, new(0, 1, 3, 0x1234)), Disk("css0/0.1.0003/0.1.1234/virtio0/block/vda").Address);

    [Fact]
    public void An_nvme_namespace_with_several_controllers_is_found_through_one_of_them()
    {
        const string Subsystem = "virtual/nvme-subsystem/nvme-subsys0";
        _directory.Write("sys/devices/pci0000:00/0000:00:09.0/nvme/nvme0/x", "");
        _directory.Link($"sys/devices/{Subsystem}/nvme0", "../../../pci0000:00/0000:00:09.0/nvme/nvme0");

        Assert.Equal(new(DiskBus.Nvme, 0, 0, 0, new(0, 0, 9, 0), null), Disk($"{Subsystem}/nvme0n1").Address);
    }

    [Fact]
    public void A_device_that_software_makes_up_stands_on_all_disks_below()
    {
        Device("pci0000:00/0000:00:04.0/virtio1/block/vda", "254:0", "vda");
        Device("pci0000:00/0000:00:05.0/virtio2/block/vdb/vdb1", "254:17", "vdb1", "partition");
        Device("virtual/block/md0", "9:0", "md0");
        Device("virtual/block/dm-0", "252:0", "dm-0");
        _directory.Link("sys/devices/virtual/block/md0/slaves/vda", "../../../../pci0000:00/0000:00:04.0/virtio1/block/vda");
        _directory.Link("sys/devices/virtual/block/md0/slaves/vdb1", "../../../../pci0000:00/0000:00:05.0/virtio2/block/vdb/vdb1");
        _directory.Link("sys/devices/virtual/block/dm-0/slaves/md0", "../../md0");
        Device("virtual/block/md0/md0p1", "9:1", "md0p1", "partition");

        Assert.Equal(["/dev/vda", "/dev/vdb1"], Nodes("virtual/block/dm-0"));
        Assert.Equal(["/dev/vda", "/dev/vdb1"], Nodes("virtual/block/md0/md0p1"));
        Assert.Empty(Nodes("virtual/block/loop0"));
    }

    [Fact]
    public void The_serial_number_is_the_one_in_udevs_records()
    {
        Device("pci0000:00/0000:00:04.0/virtio1/block/vda", "254:0", "vda");
        _directory.Write("udev/data/b254:0", "S:disk/by-id/virtio-abc\nI:123\nE:ID_SERIAL_SHORT=no\nE:ID_SERIAL=abc def\nG:systemd\n");
        _directory.Write("sys/devices/pci0000:00/0000:00:04.0/virtio1/block/vda/serial", "other");

        Assert.Equal("abc def", Disk("pci0000:00/0000:00:04.0/virtio1/block/vda").Serial);
    }

    [Fact]
    public void Without_udev_a_virtio_disk_tells_its_serial_number_itself()
    {
        Device("pci0000:00/0000:00:04.0/virtio1/block/vda/vda1", "254:1", "vda1", "partition");
        _directory.Write("sys/devices/pci0000:00/0000:00:04.0/virtio1/block/vda/serial", "abc\0");

        Assert.Equal("abc", Disk("pci0000:00/0000:00:04.0/virtio1/block/vda/vda1").Serial);
    }

    [Fact]
    public void A_disk_of_which_nothing_is_known_is_left_out() =>
        Assert.Empty(DisksOf("vbd-1/block/xvda"));

    [Fact]
    public void The_path_of_a_device_has_its_links_resolved()
    {
        _directory.Link("sys/dev/block/254:1", "../../devices/pci0000:00/0000:00:04.0/virtio1/block/vda/vda1");

        Assert.True(Devices.FindPath(new(254, 1), out string? path).IsSuccess);
        Assert.Equal($"{_directory.Path}/sys/devices/pci0000:00/0000:00:04.0/virtio1/block/vda/vda1", path);
        Assert.True(Devices.FindPath(new(254, 2), out path).IsSuccess);
        Assert.Null(path);
    }

    [Fact]
    public void The_list_has_disks_partitions_and_what_is_made_from_them()
    {
        const string Disk = "pci0000:00/0000:00:04.0/virtio1/block/vda";
        Device(Disk, "254:0", "vda");
        Device($"{Disk}/vda1", "254:1", "vda1", "partition");
        Device("virtual/block/dm-0", "252:0", "dm-0");
        _directory.Write($"sys/devices/{Disk}/size", "2048\n");
        _directory.Write($"sys/devices/{Disk}/vda-queue/uevent", "DEVTYPE=queue\n");
        _directory.Write("sys/devices/virtual/block/dm-0/size", "1024\n");
        _directory.Write("sys/devices/virtual/block/dm-0/dm/name", "group-volume\n");
        _directory.Link("sys/devices/virtual/block/dm-0/slaves/vda1", $"../../../../{Disk}/vda1");
        _directory.Link("sys/block/vda", $"../devices/{Disk}");
        _directory.Link("sys/block/dm-0", "../devices/virtual/block/dm-0");

        Dictionary<string, BlockDevice> list = List().ToDictionary(device => device.Node);

        Assert.Equal(["/dev/dm-0", "/dev/vda", "/dev/vda1"], list.Keys.Order());
        BlockDevice disk = list["/dev/vda"];
        Assert.Equal((false, null, DiskBus.Virtio), (disk.IsPartition, disk.Alias, disk.Disk!.Address.Type));
        Assert.Null(disk.Dependencies);
        BlockDevice partition = list["/dev/vda1"];
        Assert.Equal((true, null, null), (partition.IsPartition, partition.Alias, partition.Disk));
        Assert.Equal(["/dev/vda"], partition.Dependencies);
        BlockDevice volume = list["/dev/dm-0"];
        Assert.Equal((false, "group-volume", null), (volume.IsPartition, volume.Alias, volume.Disk));
        Assert.Equal(["/dev/vda1"], volume.Dependencies);
    }

    [Fact]
    public void A_partition_comes_before_its_disk()
    {
        Device("pci0000:00/0000:00:05.0/nvme/nvme0/nvme0n1", "259:0", "nvme0n1");
        Device("pci0000:00/0000:00:05.0/nvme/nvme0/nvme0n1/nvme0n1p1", "259:1", "nvme0n1p1", "partition");
        _directory.Write("sys/devices/pci0000:00/0000:00:05.0/nvme/nvme0/nvme0n1/size", "8\n");
        _directory.Link("sys/block/nvme0n1", "../devices/pci0000:00/0000:00:05.0/nvme/nvme0/nvme0n1");

        Assert.Equal(["/dev/nvme0n1p1", "/dev/nvme0n1"], List().Select(device => device.Node));
    }

    [Fact]
    public void What_has_no_size_or_goes_away_meanwhile_is_left_out()
    {
        Device("virtual/block/loop0", "7:0", "loop0");
        _directory.Write("sys/devices/virtual/block/loop0/size", "0\n");
        _directory.Link("sys/block/loop0", "../devices/virtual/block/loop0");
        _directory.Link("sys/block/sda", "../devices/pci0000:00/gone/block/sda");
        _directory.Write("sys/devices/virtual/block/loop1/size", "8\n");
        _directory.Link("sys/block/loop1", "../devices/virtual/block/loop1");

        Assert.Empty(List());
    }

    [Fact]
    public void Without_a_list_there_is_a_reason() => Assert.Equal(Errno.ENOENT, new BlockDevices("/nowhere", "/nowhere").List(out _));

    private List<BlockDevice> List()
    {
        Assert.True(Devices.List(out List<BlockDevice> devices).IsSuccess);
        return devices;
    }

    private BlockDevices Devices => new($"{_directory.Path}/sys", $"{_directory.Path}/udev");

    private Disk Disk(string path)
    {
        if (!File.Exists($"{_directory.Path}/sys/devices/{path}/uevent"))
        {
            _directory.Write($"sys/devices/{path}/uevent", "DEVNAME=some\n");
        }

        return Assert.Single(DisksOf(path));
    }

    private List<string> Nodes(string path) => [.. DisksOf(path).Select(disk => disk.Node!).Order()];

    private List<Disk> DisksOf(string path)
    {
        Assert.True(Devices.DisksOf($"{_directory.Path}/sys/devices/{path}", out List<Disk> disks).IsSuccess);
        return disks;
    }

    private void Device(string path, string number, string node, string type = "disk")
    {
        string[] numbers = number.Split(':');
        _directory.Write($"sys/devices/{path}/uevent", $"MAJOR={numbers[0]}\nMINOR={numbers[1]}\nDEVNAME={node}\nDEVTYPE={type}\n");
    }

    private void Driver(string function, string driver)
    {
        _directory.Write($"sys/bus/pci/drivers/{driver}/x", "");
        _directory.Link($"sys/devices/{function}/driver", $"{_directory.Path}/sys/bus/pci/drivers/{driver}");
    }
}
