using System.Text;
using Qga.Linux.ProcFs;

namespace Qga.Linux.Tests.ProcFs;

public sealed class MountInfoTests
{
    [Theory]
    [InlineData("36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue", 36, "98:0", "/mnt2", "ext3", "/dev/root")]
    [InlineData("22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw", 22, "8:1", "/", "ext4", "/dev/sda1")]
    [InlineData("24 22 0:22 / /proc rw,nosuid,nodev,noexec,relatime - proc proc rw", 24, "0:22", "/proc", "proc", "proc")]
    [InlineData("90 22 0:45 /@home /home rw shared:2 master:3 propagate_from:4 unbindable - btrfs /dev/vda2 rw,subvolid=257",
        90, "0:45", "/home", "btrfs", "/dev/vda2")]
    [InlineData(@"41 22 7:3 / /mnt/a\040b\011c\134d rw - xfs /dev/disk\040x\043 rw", 41, "7:3", "/mnt/a b\tc\\d", "xfs", "/dev/disk x#")]
    [InlineData("50 22 0:30 / /x rw - tmpfs  rw", 50, "0:30", "/x", "tmpfs", "")]
    [InlineData("51 22 259:1048575 / /x rw - ext4 none rw", 51, "259:1048575", "/x", "ext4", "none")]
    public void A_line_of_the_kernel_is_read(string line, int id, string device, string mountPoint, string type, string source)
    {
        MountInfo? mount = MountInfo.Parse(Encoding.UTF8.GetBytes(line));

        Assert.NotNull(mount);
        Assert.Equal((ulong)id, mount.Id);
        Assert.Equal(device, mount.Device.ToString());
        Assert.Equal(mountPoint, Encoding.UTF8.GetString(mount.MountPoint.Span));
        Assert.Equal(type, mount.FilesystemType);
        Assert.Equal(source, Encoding.UTF8.GetString(mount.Source.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("36")]
    [InlineData("x 35 98:0 /a /b rw - ext4 /dev/sda rw")]
    [InlineData("36 35 98 /a /b rw - ext4 /dev/sda rw")]
    [InlineData("36 35 98:y /a /b rw - ext4 /dev/sda rw")]
    [InlineData("36 35 98:0 /a /b rw shared:1 ext4 /dev/sda rw")]
    public void Other_lines_are_not(string line) => Assert.Null(MountInfo.Parse(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public void A_mount_point_need_not_be_UTF_8()
    {
        byte[] line = [.. "36 35 98:0 / /mnt/"u8, 0xFF, .. " rw - ext4 /dev/sda rw"u8];

        Assert.Equal((byte[])[.. "/mnt/"u8, 0xFF], MountInfo.Parse(line)!.MountPoint.ToArray());
    }

    [Fact]
    public void Every_line_of_this_machine_is_read()
    {
        foreach (string line in File.ReadAllLines("/proc/self/mountinfo"))
        {
            Assert.NotNull(MountInfo.Parse(Encoding.UTF8.GetBytes(line)));
        }
    }
}
