using Qga.Contracts;

namespace Qga.Client.Tests.Freezing;

public sealed class FreezeCoverageTests
{
    private static readonly GuestFilesystemInfo[] s_systems =
        [System("vda2", "/", "ext4"), System("vda1", "/boot/efi", "vfat"), System("vdb", "/srv", "xfs"), System("vdb", "/export", "xfs")];

    [Theory]
    [InlineData(null, 2, 1, "/boot/efi")]
    [InlineData(null, 3, 0, "")]
    [InlineData(null, 0, 3, "/ /boot/efi /srv")]
    [InlineData(null, 1, 2, null)]
    [InlineData("/srv /missing", 1, 0, "")]
    [InlineData("/ /srv", 1, 1, null)]
    [InlineData("/boot/efi", 0, 1, "/boot/efi")]
    public void Says_what_can_be_said(string? asked, long count, long unfrozen, string? which)
    {
        var coverage = FreezeCoverage.Compare(s_systems, asked?.Split(' '), count);
        Assert.Equal(unfrozen, coverage.UnfrozenCount);
        Assert.Equal(which, coverage.Unfrozen is null ? null : string.Join(' ', coverage.Unfrozen));
        Assert.Equal(asked?.Contains("/missing", StringComparison.Ordinal) == true ? ["/missing"] : [], coverage.NotMounted);
    }

    private static GuestFilesystemInfo System(string name, string mountpoint, string type) =>
        new() { Name = name, Mountpoint = mountpoint, Type = type, Disk = [] };
}
