using System.Text;
using Qga.Linux.Interop;
using Qga.Linux.ProcFs;

namespace Qga.Linux.Tests.ProcFs;

public sealed class MountTableTests
{
    [Fact]
    public void Each_device_stands_once_with_all_its_mounts()
    {
        List<MountedFilesystem> filesystems = MountTable.Parse("""
            21 1 8:1 / / rw - ext4 /dev/sda1 rw
            22 21 0:22 / /proc rw - proc proc rw
            23 21 0:23 / /run rw - tmpfs tmpfs rw
            24 21 8:17 / /data rw - xfs /dev/sdb1 rw
            25 21 8:1 /home /home rw - ext4 /dev/sda1 rw
            26 21 0:40 / /net rw - nfs4 host:/x rw
            """u8);

        Assert.Equal(["/", "/data"], filesystems.Select(filesystem => filesystem.MountPoint));
        Assert.Equal(["8:1", "8:17"], filesystems.Select(filesystem => filesystem.Device.ToString()));
        Assert.Equal([21UL, 25UL], filesystems[0].Mounts.Select(mount => mount.Id));
        Assert.Equal("xfs", filesystems[1].Type);
    }

    [Theory]
    [InlineData("btrfs", "/dev/null")]
    [InlineData("btrfs", "/nowhere")]
    [InlineData("btrfs", "none")]
    [InlineData("bcachefs", "/nowhere:/nowhere")]
    public void A_file_system_whose_device_has_another_name_by_now_is_known_by_its_made_up_number(string type, string source)
    {
        string line = $"30 21 0:50 /@ /x rw - {type} {source} rw\n";

        MountedFilesystem only = Assert.Single(MountTable.Parse(Encoding.UTF8.GetBytes(line + line)));

        Assert.Equal("0:50", only.Device.ToString());
        Assert.Equal(2, only.Mounts.Count);
    }

    [Fact]
    public void What_has_disks_and_no_device_is_told_apart()
    {
        List<MountInfo> uncovered = [];

        Assert.Empty(MountTable.Parse("30 21 0:50 / /tank rw - zfs tank/home rw\n31 21 0:51 / /run rw - tmpfs run rw\n"u8, uncovered));
        Assert.Equal("/tank"u8, Assert.Single(uncovered).MountPoint.Span);
    }

    [Theory]
    [InlineData("btrfs", "{0}")]
    [InlineData("bcachefs", "{0}:/dev/other")]
    public void The_source_of_a_file_system_on_several_devices_gives_its_number(string type, string source)
    {
        string? device = Directory.EnumerateFiles("/dev").FirstOrDefault(IsBlockDevice);
        Assert.SkipWhen(device is null, "no block device here");
        string line = $"30 21 0:50 /@ /x rw - {type} {string.Format(null, source, device)} rw\n";

        MountedFilesystem only = Assert.Single(MountTable.Parse(Encoding.UTF8.GetBytes(line + line)));

        Assert.NotEqual(0U, only.Device.Major);
        Assert.Equal(2, only.Mounts.Count);
    }

    [Fact]
    public void What_is_mounted_over_is_not_opened()
    {
        using TemporaryDirectory directory = new();
        ulong here = MountIdOf(directory.Path);
        MountedFilesystem hidden = Filesystem((here + 1, directory.Path));
        MountedFilesystem half = Filesystem((here + 1, "/"), (here, directory.Path));

        Assert.Equal(Errno.ENOENT, hidden.Open(Libc.O_RDONLY, out SafeDescriptor? none));
        Assert.Null(none);
        Assert.True(half.Open(Libc.O_RDONLY, out SafeDescriptor? open).IsSuccess);
        using (open)
        {
            Assert.NotNull(open);
        }
    }

    [Fact]
    public void A_mount_point_that_cannot_be_opened_says_why() =>
        Assert.Equal(Errno.ENOENT, Filesystem((1, "/nowhere/at/all")).Open(Libc.O_RDONLY, out _));

    private static MountedFilesystem Filesystem(params (ulong Id, string Path)[] mounts) =>
        new(new(8, 1), [.. mounts.Select(mount => new MountInfo(mount.Id, new(8, 1), Encoding.UTF8.GetBytes(mount.Path), "ext4", default))]);

    private static ulong MountIdOf(string path)
    {
        Assert.True(Libc.Stat(Encoding.UTF8.GetBytes(path), out FileStatus status).IsSuccess);
        Assert.SkipWhen((status.Mask & Libc.STATX_MNT_ID) == 0, "this kernel does not tell mounts");
        return status.MountId;
    }

    private static bool IsBlockDevice(string path) =>
        Libc.Stat(Encoding.UTF8.GetBytes(path), out FileStatus status).IsSuccess && status.Type == Libc.S_IFBLK;
}
