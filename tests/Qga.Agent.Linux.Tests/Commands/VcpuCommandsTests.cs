using Qapi.Runtime.Errors;
using Qga.Agent.Linux.Commands.Vcpu;
using Qga.Contracts;

namespace Qga.Agent.Linux.Tests.Commands;

public sealed class VcpuCommandsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("cpu-").FullName;
    private readonly VcpuCommands _commands;

    public VcpuCommandsTests()
    {
        _commands = new(_root);
        foreach (string name in (string[])["cpu10", "cpu0", "cpu1", "cpufreq", "cpuidle", "power", "cpu2"])
        {
            Directory.CreateDirectory($"{_root}/{name}");
        }

        File.WriteAllText($"{_root}/online", "0-2");
        File.WriteAllText($"{_root}/cpu1/online", "1\n");
        File.WriteAllText($"{_root}/cpu2/online", "0\n");
        File.WriteAllText($"{_root}/cpu10/online", "1\n");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Lists_processors_by_number_and_whether_they_can_be_taken_away()
    {
        CommandResult<IReadOnlyList<GuestLogicalProcessor>> result = _commands.GuestGetVcpus();
        Assert.Equal(
            [(0, true, false), (1, true, true), (2, false, true), (10, true, true)],
            result.Value!.Select(processor => (processor.LogicalId, processor.Online, processor.CanOffline!.Value)));
    }

    [Fact]
    public void Says_why_it_cannot_list()
    {
        CommandResult<IReadOnlyList<GuestLogicalProcessor>> result = new VcpuCommands("/nowhere/cpu").GuestGetVcpus();
        Assert.Equal(QapiError.Generic("failed to list entries: /nowhere/cpu: No such file or directory"), result.Error);
        File.WriteAllText($"{_root}/cpu1/online", "");
        Assert.Equal(QapiError.Generic($"pread(\"{_root}/cpu1//online\"): unexpected EOF"), _commands.GuestGetVcpus().Error);
    }

    [Fact]
    public void Switches_what_differs_and_counts_what_is_as_wanted()
    {
        Assert.Equal(4, Set((1, false), (2, true), (10, true), (0, true)).Value);
        Assert.StartsWith("0", File.ReadAllText($"{_root}/cpu1/online"), StringComparison.Ordinal);
        Assert.StartsWith("1", File.ReadAllText($"{_root}/cpu2/online"), StringComparison.Ordinal);
        Assert.Equal("1\n", File.ReadAllText($"{_root}/cpu10/online"));
        Assert.Equal(0, Set().Value);
    }

    [Fact]
    public void Stops_at_the_first_fault_and_tells_it_only_if_nothing_was_done()
    {
        Assert.Equal(QapiError.Generic("logical processor #0 can't be offlined"), Set((0, false), (1, false)).Error);
        Assert.Equal("1\n", File.ReadAllText($"{_root}/cpu1/online"));
        CommandResult<long> partial = Set((1, false), (0, false), (2, true));
        Assert.Equal((1, null), (partial.Value, partial.Error));
        Assert.Equal("0\n", File.ReadAllText($"{_root}/cpu2/online"));
        Assert.Equal(QapiError.Generic($"Could not open '{_root}/cpu-1/': No such file or directory"), Set((-1, true)).Error);
    }

    private CommandResult<long> Set(params (long Id, bool Online)[] wanted) => _commands.GuestSetVcpus(
        new GuestSetVcpusArguments { Vcpus = [.. wanted.Select(one => new GuestLogicalProcessor { LogicalId = one.Id, Online = one.Online })] });
}
