using Qga.Agent.Commands.Disks;
using Qga.Contracts;
using Qga.Protocol.Errors;

namespace Qga.Agent.Tests.Commands;

public sealed class DisksCommandsTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("sys-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void A_disk_is_listed_with_its_address_and_its_partitions()
    {
        const string Path = "devices/pci0000:00/0000:00:04.0/virtio1/block/vda";
        Write($"{Path}/uevent", "DEVNAME=vda\n");
        Write($"{Path}/size", "2048\n");
        Write($"{Path}/serial", "abc");
        Directory.CreateDirectory($"{root}/{Path}/slaves");
        Write($"{Path}/vda1/uevent", "DEVNAME=vda1\nDEVTYPE=partition\n");
        Directory.CreateDirectory($"{root}/block");
        File.CreateSymbolicLink($"{root}/block/vda", $"../{Path}");

        IReadOnlyList<GuestDiskInfo> disks = new DisksCommands(new(root, "/nowhere")).GuestGetDisks().Value!;

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
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName($"{root}/{path}")!);
        File.WriteAllText($"{root}/{path}", content);
    }
}
