using Qga.Cli.Files;

namespace Qga.Cli.Tests;

public sealed class CopyLineTests
{
    [Theory]
    [InlineData(0, 200L, 0, 80, "disk.img    0%  [                    ]  0 B")]
    [InlineData(104857600, 209715200L, 1048576, 80, "disk.img   50%  [##########          ]  100 MiB  1 MiB/s  1:40 left")]
    [InlineData(200, 200L, 1024, 80, "disk.img  100%  [####################]  200 B  1 KiB/s")]
    [InlineData(5, null, 0, 80, "disk.img  5 B")]
    [InlineData(0, 0L, 0, 80, "disk.img  100%  [####################]  0 B")]
    [InlineData(1024, 1099511627776L, 100, 80, "disk.img    0%  [                    ]  1 KiB  100 B/s  99:59:59 left")]
    [InlineData(5, null, 0, 12, "disk.img  5")]
    public void Line_says_how_far_it_is(long bytes, long? total, double rate, int width, string expected) =>
        Assert.Equal(expected, CopyLine.Of("disk.img", bytes, total, rate, width));

    [Fact]
    public void Long_name_is_cut_at_its_start() => Assert.Equal(
        "…rname-of-a-file.img  5 B", CopyLine.Of("a-very-long-and-strange-surname-of-a-file.img", 5, null, 0, 26));
}
