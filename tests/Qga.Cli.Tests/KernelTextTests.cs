using Qga.Cli.Looking;

namespace Qga.Cli.Tests;

public sealed class KernelTextTests
{
    [Fact]
    public void Memory_of_an_old_kernel_is_estimated() =>
        Assert.Equal(
            new MemoryUse(1000 * 1024, 60 * 1024, 5 * 1024, 4 * 1024),
            MemoryUse.Parse("MemTotal: 1000 kB\nMemFree: 10 kB\nBuffers: 20 kB\nCached: 30 kB\nSwapTotal: 5 kB\nSwapFree: 4 kB\nHugePages_Total: 0\n"));

    [Fact]
    public void Memory_without_a_total_is_none() => Assert.Throws<FormatException>(() => MemoryUse.Parse("MemFree: 10 kB\n"));

    [Fact]
    public void Cpu_times_of_an_old_kernel_lack_some() =>
        Assert.Equal([new CpuTimes(0, 10, 20, 30, 40, 0, 0, 0, 0, 0), new(11, 10, 20, 30, 40, 50, 60, 70, 80, 90)],
            CpuTimes.Parse("cpu  1 2 3 4\ncpu0 1 2 3 4\ncpu11 1 2 3 4 5 6 7 8 9 0\nintr 5\nctxt 7\n"));

    [Theory]
    [InlineData("vda", true)]
    [InlineData("vda1", false)]
    [InlineData("sdb", true)]
    [InlineData("sdb12", false)]
    [InlineData("nvme0n1", true)]
    [InlineData("nvme0n1p2", false)]
    [InlineData("mmcblk0", true)]
    [InlineData("mmcblk0p1", false)]
    [InlineData("sr0", true)]
    [InlineData("loop0", false)]
    [InlineData("dm-0", false)]
    [InlineData("zram0", false)]
    [InlineData("md127", false)]
    public void Whole_disks_are_told_from_what_is_on_them(string name, bool expected) =>
        Assert.Equal(expected, new DiskCounters(name, 0, 0, 0, 0, default, 0).IsWhole);

    [Fact]
    public void Disk_line_is_read() =>
        Assert.Equal(
            new DiskCounters("vda", 120, 5678 * 512, 30, 432 * 512, TimeSpan.FromMilliseconds(60), 2),
            Assert.Single(DiskCounters.Parse(" 254       0 vda 120 3 5678 44 30 5 432 21 2 60 65 0 0 0 0 0 0\n")));

    [Fact]
    public void Routes_of_agent_and_kernel_are_the_same()
    {
        Route expected = new("10.0.2.0/24", null, "eth0", 100, 4);
        Assert.Equal(expected, Assert.Single(Route.Parse("Iface Destination\neth0\t0002000A\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n")));
        Assert.Equal(expected, Route.From(new()
        {
            Iface = "eth0",
            Destination = "10.0.2.0",
            Gateway = "0.0.0.0",
            Mask = "255.255.255.0",
            Metric = 100,
            Version = 4,
        }));
        Route v6 = new("::/0", "fe80::1", "eth0", 1024, 6);
        Assert.Equal(v6, Assert.Single(Route.ParseV6(
            "00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000001 00000000 00450003   "
                + "  eth0\n")));
        Assert.Equal(v6, Route.From(new()
        {
            Iface = "eth0",
            Destination = "::",
            Desprefixlen = "0",
            Nexthop = "fe80::1",
            Metric = 1024,
            Version = 6,
        }));
        Assert.True(v6.IsDefault);
    }

    // QEMU's agent takes the 32 bits as signed.
    [Fact]
    public void Metric_is_unsigned() =>
        Assert.Equal(uint.MaxValue, Route.From(new() { Iface = "lo", Destination = "::1", Desprefixlen = "128", Metric = -1, Version = 6 }).Metric);
}
