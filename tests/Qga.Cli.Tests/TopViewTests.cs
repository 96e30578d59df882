using System.Diagnostics;
using Qga.Cli.Looking;
using Qga.Cli.Top;

namespace Qga.Cli.Tests;

public sealed class TopViewTests
{
    private static readonly TopRow[] s_rows =
    [
        new() { Guest = "a", Cpu = 0.25, Load = 3, MemoryShare = 0.5, MemoryTotal = 1 << 30, CpuCount = 2 },
        new() { Guest = "b", Cpu = 0.95, Load = 1 },
        new() { Guest = "gone", Problem = "there is no socket" },
    ];

    [Fact]
    public void Busiest_guest_is_first_and_one_that_is_gone_last() =>
        Assert.Equal(["b", "a", "gone"], new TopView(TimeSpan.FromSeconds(1)).Sort(s_rows).Select(row => row.Guest));

    [Fact]
    public void Keys_choose_the_column_and_the_order()
    {
        TopView view = new(TimeSpan.FromSeconds(1));
        Press(view, '>', '>', '>', '>');
        Assert.Equal(["a", "b", "gone"], view.Sort(s_rows).Select(row => row.Guest));
        Press(view, 'r');
        Assert.Equal(["b", "a", "gone"], view.Sort(s_rows).Select(row => row.Guest));
        Press(view, '+', ' ');
        Assert.Equal((TimeSpan.FromSeconds(2), true, false), (view.Interval, view.IsPaused, view.IsDone));
        Press(view, '-', '-', '-', '-', '-', 'q');
        Assert.Equal((TimeSpan.FromSeconds(0.25), true), (view.Interval, view.IsDone));
    }

    [Theory]
    [InlineData(40, 6)]
    [InlineData(80, 24)]
    [InlineData(200, 24)]
    public void Screen_fits_the_terminal(int width, int height)
    {
        IReadOnlyList<string> lines = new TopView(TimeSpan.FromSeconds(1)).Draw(s_rows, width, height, hasColor: false, DateTimeOffset.UnixEpoch);
        Assert.Equal(height, lines.Count);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
        Assert.StartsWith("GUEST", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("b     ██████████  95 %", lines[2], StringComparison.Ordinal);
        Assert.Equal("gone  there is no socket", lines[4]);
    }

    [Fact]
    public void Guests_name_does_not_drive_the_terminal()
    {
        TopRow row = new() { Guest = "a\e[2J", Problem = "\e]0;title\a" };
        string line = Assert.Single(new TopView(TimeSpan.FromSeconds(1)).Draw([row], 80, 24, false, DateTimeOffset.UnixEpoch), text => text.StartsWith('a'));
        Assert.DoesNotContain(line, char.IsControl);
    }

    [Fact]
    public void Rates_are_per_second_and_shares_of_all_time()
    {
        TopSample before = new(0, Cpu(1000, 0, 9000), 1, Disk(1000), 100, 100, 1, null);
        TopSample now = new(2 * Stopwatch.Frequency, Cpu(1500, 500, 10000), 1, Disk(3000), 50, 300, 1, null);
        TopRow row = TopRow.From("a", before, now);
        Assert.Equal((0.25, 0.25, 1000d, 100d), (row.Cpu, row.Steal, row.ReadRate, row.SendRate));

        // The guest has restarted: its counters began anew.
        Assert.Equal(0, row.ReceiveRate);
        Assert.Null(TopRow.From("a", null, now).ReadRate);
    }

    private static CpuTimes Cpu(ulong user, ulong steal, ulong idle) => new(-1, user, 0, 0, idle, 0, 0, 0, steal, 0);

    private static DiskCounters Disk(ulong bytes) => new("", 0, bytes, 0, 0, TimeSpan.Zero, 0);

    private static void Press(TopView view, params char[] keys) => Array.ForEach(keys, key => view.Take(new(key, 0, false, false, false)));
}
