using System.Diagnostics;
using System.Text.Json;
using Qga.Client;
using Qga.Testing;

namespace Qga.Cli.Tests;

public sealed class FrozenVerbTests
{
    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("kill -KILL $$", 137)]
    public async Task Command_runs_while_the_guest_is_frozen(string script, int expected)
    {
        await using PlayedAgent agent = PlayedAgent.WithFileSystems(out FakeFreezing state);
        string file = agent.File("out");

        ToolRun run = await ToolRun.StartAsync("frozen", agent.Address, "--", "/bin/sh", "-c", $"echo \"$QGA_FROZEN $QGA_GUEST $1\" > {file}; {script}", "sh",
            "a  b");

        Assert.Equal((expected, "", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal($"3 {agent.Address} a  b\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Empty(state.Frozen);
        Assert.Contains("guest-fsfreeze-thaw", agent.Calls);
    }

    [Fact]
    public async Task Only_the_mount_points_are_frozen()
    {
        await using PlayedAgent agent = PlayedAgent.WithFileSystems(out _);

        ToolRun run = await ToolRun.StartAsync("frozen", "--mount", "/", "--mount", "/srv", agent.Address, "--", "/bin/true");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(agent.Calls, call =>
            call.StartsWith("guest-fsfreeze-freeze-list", StringComparison.Ordinal) && call.Contains("\"/srv\"", StringComparison.Ordinal));
        Assert.DoesNotContain("guest-fsfreeze-freeze", agent.Calls);
    }

    [Fact]
    public async Task Command_that_cannot_start_thaws()
    {
        await using PlayedAgent agent = PlayedAgent.WithFileSystems(out FakeFreezing state);

        ToolRun run = await ToolRun.StartAsync("frozen", agent.Address, "--", "/no/such/program");

        Assert.Equal((255, 0), (run.ExitCode, state.Frozen.Count));
        Assert.StartsWith("qga: /no/such/program: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("guest-fsfreeze-thaw", agent.Calls);
    }

    [Fact]
    public async Task Time_limit_ends_the_command_and_thaws()
    {
        await using PlayedAgent agent = PlayedAgent.WithFileSystems(out FakeFreezing state);
        string file = agent.File("out");

        ToolRun run = await ToolRun.StartAsync(
            "frozen", "--timeout", "0.5", agent.Address, "--", "/bin/sh", "-c", $"trap 'echo ended > {file}; exit 3' TERM; sleep 60 & wait");

        Assert.Equal((255, 0), (run.ExitCode, state.Frozen.Count));
        Assert.Contains("THE TIME WAS OVER while the command ran, and the guest was thawed (3 file systems frozen for ", run.Error, StringComparison.Ordinal);
        Assert.Equal("ended\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Guest_that_was_thawed_meanwhile_is_a_loud_failure()
    {
        await using PlayedAgent agent = PlayedAgent.WithFileSystems(out FakeFreezing state);
        string started = agent.File("started");
        string go = agent.File("go");
        Task<ToolRun> running = ToolRun.StartAsync("frozen", agent.Address, "--", "/bin/sh", "-c", $"> {started}; while [ ! -e {go} ]; do sleep 0.02; done");
        await UntilAsync(() => File.Exists(started));
        state.ThawEarly();
        await File.WriteAllTextAsync(go, "", TestContext.Current.CancellationToken);

        ToolRun run = await running;

        Assert.Equal(255, run.ExitCode);
        Assert.Contains("THE GUEST WAS THAWED EARLY", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mount_point_that_the_guest_lacks_is_said()
    {
        await using PlayedAgent agent = PlayedAgent.WithFileSystems(out _)
            .On("guest-get-fsinfo", """[{"name": "vda1", "mountpoint": "/", "type": "ext4", "disk": []}]""");

        ToolRun run = await ToolRun.StartAsync("frozen", "--mount", "/", "--mount", "/nix", agent.Address, "--", "/bin/true");

        Assert.Equal("qga: frozen: the guest has no mount point /nix\n", run.Error);
    }

    [Fact]
    public async Task Freeze_of_another_is_left_alone()
    {
        await using PlayedAgent agent = PlayedAgent.WithFileSystems(out FakeFreezing state);
        state.Freeze();

        ToolRun run = await ToolRun.StartAsync("frozen", agent.Address, "--", "/bin/true");

        Assert.Equal((255, 3), (run.ExitCode, state.Frozen.Count));
        Assert.Contains("frozen already", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Freeze_that_is_refused_runs_nothing()
    {
        await using PlayedAgent agent = new PlayedAgent().Refuse("guest-fsfreeze-freeze", "hook failed").On("guest-fsfreeze-status", "\"thawed\"");
        string file = agent.File("out");

        ToolRun run = await ToolRun.StartAsync("frozen", agent.Address, "--", "/bin/sh", "-c", $"> {file}");

        Assert.Equal((255, "qga: hook failed\n", false), (run.ExitCode, run.Error, File.Exists(file)));
    }

    [Fact]
    public async Task Report_says_what_became_of_it()
    {
        await using PlayedAgent agent = PlayedAgent.WithFileSystems(out _);
        string file = agent.File("report.json");

        ToolRun run = await ToolRun.StartAsync("frozen", "--report", file, agent.Address, "--", "/bin/sh", "-c", "exit 5");

        Assert.Equal(5, run.ExitCode);
        using JsonDocument report = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        JsonElement root = report.RootElement;
        Assert.Equal((3, 3, false, 5), (
            root.GetProperty("frozen").GetInt32(), root.GetProperty("thawed").GetInt32(), root.GetProperty("thawed-early").GetBoolean(),
                root.GetProperty("exit-code").GetInt32()));
        Assert.InRange(root.GetProperty("duration").GetDouble(), 0, 60);
        Assert.Equal(["/bin/sh", "-c", "exit 5"], root.GetProperty("command").EnumerateArray().Select(word => word.GetString()));
    }

    [Fact]
    public async Task Several_guests_are_frozen_for_one_command()
    {
        await using PlayedAgent one = PlayedAgent.WithFileSystems(out FakeFreezing first);
        await using PlayedAgent two = PlayedAgent.WithFileSystems(out FakeFreezing second);
        string file = one.File("out");
        string report = one.File("report.json");

        ToolRun run = await ToolRun.StartAsync(
            [Databases(one, two)],
            ["frozen", "--report", report, "db*", "--", "/bin/sh", "-c", $"echo \"$QGA_FROZEN $QGA_GUEST\" >> {file}; exit 5"]);

        Assert.Equal((5, "", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal("6 db1,db2\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal((0, 0), (first.Frozen.Count, second.Frozen.Count));
        using JsonDocument all = JsonDocument.Parse(await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken));
        Assert.Equal(["db1", "db2"], all.RootElement.EnumerateArray().Select(one => one.GetProperty("guest").GetString()));
    }

    [Fact]
    public async Task One_guest_that_cannot_be_frozen_thaws_the_others_and_runs_nothing()
    {
        await using PlayedAgent one = PlayedAgent.WithFileSystems(out FakeFreezing first);
        await using PlayedAgent two = PlayedAgent.WithFileSystems(out _).Refuse("guest-fsfreeze-freeze", "hook failed");
        string file = one.File("out");

        ToolRun run = await ToolRun.StartAsync([Databases(one, two)], ["frozen", "db1,db2", "--", "/bin/sh", "-c", $"> {file}"]);

        Assert.Equal((255, "qga: db2: hook failed\n", 0, false), (run.ExitCode, run.Error, first.Frozen.Count, File.Exists(file)));
        Assert.Contains("guest-fsfreeze-thaw", one.Calls);
    }

    [Fact]
    public async Task One_guest_that_is_thawed_early_makes_all_fail()
    {
        await using PlayedAgent one = PlayedAgent.WithFileSystems(out FakeFreezing first);
        await using PlayedAgent two = PlayedAgent.WithFileSystems(out FakeFreezing second);
        string started = one.File("started");
        string go = one.File("go");
        Task<ToolRun> running = ToolRun.StartAsync(
            [Databases(one, two)], ["frozen", "db*", "--", "/bin/sh", "-c", $"> {started}; while [ ! -e {go} ]; do sleep 0.02; done"]);
        await UntilAsync(() => File.Exists(started));
        second.ThawEarly();
        await File.WriteAllTextAsync(go, "", TestContext.Current.CancellationToken);

        ToolRun run = await running;

        Assert.Equal((255, 0), (run.ExitCode, first.Frozen.Count));
        Assert.StartsWith("qga: db2: frozen: THE GUEST WAS THAWED EARLY", run.Error, StringComparison.Ordinal);
    }

    /// <summary>The program itself, with a real signal.</summary>
    [Theory(Timeout = 60_000)]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("INT")]
    public async Task Signal_reaches_the_command_and_thaws(string signal)
    {
        await using PlayedAgent agent = PlayedAgent.WithFileSystems(out FakeFreezing state);
        string started = agent.File("started");
        string script = $"trap 'exit 42' {signal}; > {started}; while :; do sleep 0.02; done";

        // Whoever starts the tests may have had signals ignored, and then neither the tool nor a shell below it can be told to catch them.
        ProcessStartInfo start = new(
            "/usr/bin/env",
            ["--default-signal", Path.Combine(AppContext.BaseDirectory, "qga"), "frozen", agent.Address, "--", "/bin/sh", "-c", script])
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using Process tool = Process.Start(start)!;
        await UntilAsync(() => File.Exists(started));
        Assert.Equal(3, state.Frozen.Count);
        using Process kill = Process.Start("/bin/kill", [$"-{signal}", tool.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);

        string error = await tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((42, 0), (tool.ExitCode, state.Frozen.Count));
        Assert.Contains("the command was ended, as it was interrupted", error, StringComparison.Ordinal);
    }

    private static FixedSource Databases(PlayedAgent one, PlayedAgent two) =>
        new(new("db1", new UnixGuestAddress(one.Address), "test"), new("db2", new UnixGuestAddress(two.Address), "test"));

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
