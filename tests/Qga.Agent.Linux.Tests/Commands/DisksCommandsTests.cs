using Qapi.Runtime.Errors;
using Qga.Agent.Linux.Commands.Disks;
using Qga.Contracts;

namespace Qga.Agent.Linux.Tests.Commands;

public sealed class DisksCommandsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sys-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_disk_is_listed_with_its_address_and_its_partitions()
    {
        const string Path = "devices/pci0000:00/0000:00:04.0/virtio1/block/vda";
        Write($"{Path}/uevent", "DEVNAME=vda\n");
        Write($"{Path}/size", "2048\n");
        Write($"{Path}/serial", "abc");
        Directory.CreateDirectory($"{_root}/{Path}/slaves");
        Write($"{Path}/vda1/uevent", "DEVNAME=vda1\nDEVTYPE=partition\n");
        Directory.CreateDirectory($"{_root}/block");
        File.CreateSymbolicLink($"{_root}/block/vda", $"../{Path}");

        IReadOnlyList<GuestDiskInfo> disks = new DisksCommands(new(_root, "/nowhere")).GuestGetDisks().Value!;

        Assert.Equal([("/dev/vda1", true), ("/dev/vda", false)], disks.Select(disk => (disk.Name, disk.Partition)));
        Assert.Equal(["/dev/vda"], disks[0].Dependencies);
        Assert.Null(disks[0].Address);
        Assert.Empty(disks[1].Dependencies!);
        Assert.Equal(
            (GuestDiskBusType.Virtio, "/dev/vda", "abc", 4L),
            (disks[1].Address!.BusType, disks[1].Address!.Dev, disks[1].Address!.Serial, disks[1].Address!.PciController.Slot));
        Assert.Null(disks[1].Smart);
        Assert.Null(disks[1].Alias);
    }

    [Fact]
    public void Says_why_there_is_no_list() => Assert.Equal(
        QapiError.Generic("Can't open directory \"/nowhere/block\": No such file or directory"),
        new DisksCommands(new("/nowhere", "/nowhere")).GuestGetDisks().Error);

    private void Write(string path, string content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName($"{_root}/{path}")!);
        File.WriteAllText($"{_root}/{path}", content);
    }
}
