using System.Text.Json;
using Qapi.Runtime.Errors;
using Qga.Agent.Linux.Commands.Diskstats;
using Qga.Contracts;

namespace Qga.Agent.Linux.Tests.Commands;

public sealed class DiskstatsCommandsTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Every_column_has_its_name()
    {
        GuestDiskStatsInfo disk = Assert.Single(Read(" 254   16 vdb 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 99\n"));
        Assert.Equal((254ul, 16ul, "vdb"), (disk.Major, disk.Minor, disk.Name));
        GuestDiskStats stats = disk.Stats;
        Assert.Equal<ulong?>([1, 2, 3, 4], [stats.ReadIos, stats.ReadMerges, stats.ReadSectors, stats.ReadTicks]);
        Assert.Equal<ulong?>([5, 6, 7, 8], [stats.WriteIos, stats.WriteMerges, stats.WriteSectors, stats.WriteTicks]);
        Assert.Equal<ulong?>([9, 10, 11], [stats.IosPgr, stats.TotalTicks, stats.WeightTicks]);
        Assert.Equal<ulong?>([12, 13, 14, 15], [stats.DiscardIos, stats.DiscardMerges, stats.DiscardSectors, stats.DiscardTicks]);
        Assert.Equal<ulong?>([16, 17], [stats.FlushIos, stats.FlushTicks]);
    }

    [Fact]
    public void No_count_is_cut_to_32_bits() =>
        Assert.Equal(18446744073709551615, Read("8 0 sda 1 2 3 4 5 6 7 8 9 18446744073709551615 11\n")[0].Stats.TotalTicks);

    [Theory]
    [InlineData("8 1 sda1 1 2 3", null)]
    [InlineData("8 1 sda1 1 2 3 4", "ReadIos=1 ReadSectors=2 WriteIos=3 WriteSectors=4")]
    [InlineData("8 1 sda1 1 2 3 4 5", "")]
    [InlineData("8 1 sda1 1 2 3 4 5 6 7 8 9 10", "")]
    [InlineData("8 1 sda1 0 0 0 0 0 0 0 0 0 0 0", "11 of them")]
    [InlineData("8 1 sda1 0 0 0 0 0 0 0 0 0 0 0 0 0 0", "11 of them")]
    [InlineData("8 1 sda1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0", "15 of them")]
    [InlineData("8 1 sda1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0", "15 of them")]
    [InlineData("8 1 sda1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0", "17 of them")]
    [InlineData("what else", null)]
    [InlineData("", null)]
    public void Kernels_of_every_age_are_understood(string line, string? expected)
    {
        IReadOnlyList<GuestDiskStatsInfo> disks = Read(line + "\n");
        Assert.Equal(expected is null ? [] : [expected], disks.Select(disk => Summary(disk.Stats)));
    }

    [Fact]
    public void Says_why_there_is_nothing() => Assert.Equal(
        QapiError.Generic("Could not open '/nowhere/diskstats': No such file or directory"),
        new DiskstatsCommands("/nowhere/diskstats").GuestGetDiskstats().Error);

    private IReadOnlyList<GuestDiskStatsInfo> Read(string text)
    {
        File.WriteAllText(_path, text);
        return new DiskstatsCommands(_path).GuestGetDiskstats().Value!;
    }

    private static string Summary(GuestDiskStats stats)
    {
        List<string> present = [.. JsonSerializer.SerializeToElement(stats).EnumerateObject()
            .Where(member => member.Value.ValueKind == JsonValueKind.Number)
            .Select(member => $"{member.Name}={member.Value}").Order(StringComparer.Ordinal)];
        return present.Count > 4 ? $"{present.Count} of them" : string.Join(' ', present);
    }
}
