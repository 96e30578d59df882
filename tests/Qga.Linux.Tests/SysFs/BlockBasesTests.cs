using System.Text;
using Qga.Linux.Interop;
using Qga.Linux.SysFs;

namespace Qga.Linux.Tests.SysFs;

public sealed class BlockBasesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Disk_lies_on_nothing()
    {
        Device("8:1", "devices/pci0000:00/0000:00:04.0/virtio1/block/vda/vda1");

        Assert.Empty(Below("8:1"));
        Assert.Empty(Below("9:9"));
    }

    [Fact]
    public void Volume_lies_on_its_slaves_and_so_does_its_partition()
    {
        Device("253:0", "devices/virtual/block/dm-0");
        Device("253:1", "devices/virtual/block/dm-0/dm-0p1");
        _directory.Write("sys/devices/virtual/block/dm-0/slaves/vda2/dev", "8:2\n");
        _directory.Write("sys/devices/virtual/block/dm-0/slaves/vdb/dev", "8:16\n");

        Assert.Equal([(8u, 2u), (8u, 16u)], Below("253:0").Select(each => (each.Device.Major, each.Device.Minor)).Order());
        Assert.Equal(2, Below("253:1").Count);
    }

    [Fact]
    public void Loop_device_lies_on_the_file_system_of_its_file()
    {
        Device("7:0", "devices/virtual/block/loop0");
        _directory.Write("image", "");
        string image = Path.Combine(_directory.Path, "image");
        _directory.Write("sys/devices/virtual/block/loop0/loop/backing_file", image + "\n");
        Assert.True(Libc.Stat(Encoding.UTF8.GetBytes(image), out FileStatus status).IsSuccess);
        Assert.SkipUnless((status.Mask & Libc.STATX_MNT_ID) != 0, "this kernel does not tell the mount of a file");

        Assert.Equal(status.MountId, Assert.Single(Below("7:0")).MountId);
    }

    [Fact]
    public void Loop_device_on_an_overlay_lies_on_the_file_system_of_its_upper_directory()
    {
        Device("7:0", "devices/virtual/block/loop0");
        _directory.Write("image", "");
        string image = Path.Combine(_directory.Path, "image");
        _directory.Write("sys/devices/virtual/block/loop0/loop/backing_file", image + "\n");
        Assert.True(Libc.Stat(Encoding.UTF8.GetBytes(image), out FileStatus status).IsSuccess);
        Assert.SkipUnless((status.Mask & Libc.STATX_MNT_ID) != 0, "this kernel does not tell the mount of a file");
        _directory.Write("up per/file", "");
        string upper = Path.Combine(_directory.Path, "up\\040per");
        _directory.Write(
            "proc/self/mountinfo",
            $"1 1 0:9 / / rw - tmpfs none rw\n{status.MountId} 1 0:99 / /x rw - overlay overlay rw,lowerdir=/l,upperdir={upper},workdir=/w\n");

        List<BlockBase> bases = Below("7:0");

        Assert.Equal(2, bases.Count);
        Assert.Equal((status.DevMajor, status.DevMinor), (bases[1].Device.Major, bases[1].Device.Minor));
    }

    [Fact]
    public void Loop_device_whose_file_is_out_of_sight_lies_on_nothing_that_is_known()
    {
        Device("7:0", "devices/virtual/block/loop0");
        _directory.Write("sys/devices/virtual/block/loop0/loop/backing_file", "/nowhere/image (deleted)\n");

        Assert.Empty(Below("7:0"));
    }

    private void Device(string number, string path)
    {
        _directory.Write($"sys/{path}/dev", number + "\n");
        _directory.Link($"sys/dev/block/{number}", $"../../{path}");
    }

    private List<BlockBase> Below(string device)
    {
        Assert.True(DeviceNumber.TryParse(Encoding.ASCII.GetBytes(device), out DeviceNumber number));
        return new BlockBases(Path.Combine(_directory.Path, "sys"), Path.Combine(_directory.Path, "dev"), Path.Combine(_directory.Path, "proc"))
            .Below(number);
    }
}
