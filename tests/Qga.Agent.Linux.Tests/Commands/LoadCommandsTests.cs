using Qapi.Runtime.Errors;
using Qga.Agent.Linux.Commands.Load;
using Qga.Contracts;

namespace Qga.Agent.Linux.Tests.Commands;

public sealed class LoadCommandsTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Gives_what_each_processor_has_counted_in_milliseconds()
    {
        File.WriteAllText(_path, "cpu  9 9 9 9 9 9 9 9 9 9\ncpu0 1 2 3 40000000000 5 6 7 8 9 10\ncpu12 1 1 1 1 1 1 1 1 1 1\nintr 5 0\nctxt 7\n");
        List<GuestLinuxCpuStats> stats = Read();
        Assert.Equal([0, 12], stats.Select(one => one.Cpu));
        GuestLinuxCpuStats first = stats[0];
        Assert.Equal((10ul, 20ul, 30ul, 400_000_000_000ul), (first.User, first.Nice, first.System, first.Idle));
        Assert.Equal((50ul, 60ul, 70ul), (first.Iowait, first.Irq, first.Softirq));
        Assert.Equal((80ul, 90ul, 100ul), (first.Steal, first.Guest, first.Guestnice));
    }

    [Fact]
    public void What_an_old_kernel_does_not_count_is_absent()
    {
        File.WriteAllText(_path, "cpu0 1 2 3 4\n");
        GuestLinuxCpuStats only = Assert.Single(Read());
        Assert.Equal(40ul, only.Idle);
        Assert.Null(only.Iowait);
        Assert.Null(only.Guestnice);
    }

    [Fact]
    public void A_line_that_is_too_short_ends_the_list()
    {
        File.WriteAllText(_path, "cpu0 1 2 3 4\ncpu1 1 2 3\ncpu2 1 2 3 4\n");
        Assert.Equal([0], Read().Select(one => one.Cpu));
    }

    [Fact]
    public void Says_why_there_is_nothing() =>
        Assert.Equal(
            QapiError.Generic("Could not open '/nowhere/stat': No such file or directory"),
            new LoadCommands("/nowhere/stat", 100).GuestGetCpustats().Error);

    [Fact]
    public void The_load_is_the_kernels()
    {
        GuestLoadAverage load = new LoadCommands(_path, 100).GuestGetLoad().Value!;
        string[] texts = File.ReadAllText("/proc/loadavg").Split(' ')[..3];
        double[] kernel = [.. texts.Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];

        // Measured every five seconds, and printed with two digits.
        Assert.Equal(kernel[1], load.Load5m, 0.2);
        Assert.Equal(kernel[2], load.Load15m, 0.2);
    }

    private List<GuestLinuxCpuStats> Read() => [.. new LoadCommands(_path, 100).GuestGetCpustats().Value!.Select(one => ((GuestCpuStats.Linux)one).Content)];
}
