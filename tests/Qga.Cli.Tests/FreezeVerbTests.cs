using Qga.Testing;

namespace Qga.Cli.Tests;

public sealed class FreezeVerbTests
{
    [Fact]
    public async Task Freeze_lasts_until_the_thaw()
    {
        await using PlayedAgent agent = PlayedAgent.WithFileSystems(out FakeFreezing state);

        ToolRun freeze = await ToolRun.StartAsync("freeze", agent.Address);
        Assert.Equal((0, "3 file systems frozen\n", 3), (freeze.ExitCode, freeze.Output, state.Frozen.Count));
        Assert.Equal("STATE\nfrozen\n", (await ToolRun.StartAsync("status", agent.Address)).Output);

        ToolRun thaw = await ToolRun.StartAsync("thaw", agent.Address);
        Assert.Equal((0, "3 file systems thawed\n", 0), (thaw.ExitCode, thaw.Output, state.Frozen.Count));
        Assert.Equal("STATE\nthawed\n", (await ToolRun.StartAsync("status", agent.Address)).Output);
        Assert.Equal("nothing was frozen\n", (await ToolRun.StartAsync("thaw", agent.Address)).Output);
    }

    [Fact]
    public async Task Freeze_of_nothing_is_a_failure()
    {
        await using PlayedAgent agent = PlayedAgent.WithFileSystems(out _).On("guest-fsfreeze-freeze-list", "0");

        ToolRun run = await ToolRun.StartAsync("freeze", "--mount", "/nowhere", agent.Address);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("qga: freeze: nothing is frozen", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trim_tells_of_each_file_system()
    {
        await using PlayedAgent agent = new PlayedAgent()
            .On("guest-fstrim", """{"paths": [{"path": "/", "trimmed": 1073741824, "minimum": 0}, {"path": "/boot", "error": "trim not supported"}]}""");

        ToolRun run = await ToolRun.StartAsync("trim", "--minimum", "4096", agent.Address);

        Assert.Equal(0, run.ExitCode);
        Assert.Matches("(?m)^/ +1 GiB +0 B +-$", run.Output);
        Assert.Matches("(?m)^/boot +- +- +trim not supported$", run.Output);
        Assert.Equal(["""guest-fstrim {"minimum": 4096}"""], agent.Calls);
    }

    [Fact]
    public async Task Trim_that_trims_nothing_is_a_failure()
    {
        await using PlayedAgent agent = new PlayedAgent().On("guest-fstrim", """{"paths": [{"path": "/", "error": "trim not supported"}]}""");

        Assert.Equal(1, (await ToolRun.StartAsync("trim", agent.Address)).ExitCode);
    }
}
