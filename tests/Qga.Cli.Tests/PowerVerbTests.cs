using System.Text.Json;

namespace Qga.Cli.Tests;

public sealed class PowerVerbTests
{
    [Theory]
    [InlineData("shutdown", "powerdown", "SHUTDOWN", """{"guest": true, "reason": "guest-shutdown"}""", "shutdown: the guest has shut down")]
    [InlineData("reboot", "reboot", "RESET", """{"guest": true}""", "reboot: the machine was reset")]
    [InlineData("halt", "halt", "VSERPORT_CHANGE", """{"id": "agent", "open": false}""", "halt: the guest has closed its port")]
    public async Task Is_confirmed_by_the_machine(string verb, string mode, string happening, string data, string expected)
    {
        await using ListeningMonitor monitor = new();
        await using PlayedAgent agent = new();
        agent.On("guest-shutdown", call =>
        {
            // An event of another kind shows nothing.
            _ = monitor.TellAsync("POWERDOWN").ContinueWith(_ => monitor.TellAsync(happening, data), TaskScheduler.Default);
            return null;
        });

        ToolRun run = await ToolRun.StartAsync(verb, "--wait", "--monitor", monitor.Address, agent.Address);

        Assert.Equal((0, $"{expected}\n", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal([$$"""guest-shutdown {"mode":"{{mode}}"}"""], agent.Calls.Select(call => call.Replace(": ", ":", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_reboot_that_ends_in_a_shutdown_is_a_failure()
    {
        await using ListeningMonitor monitor = new();
        await using PlayedAgent agent = new();
        agent.On("guest-shutdown", call =>
        {
            _ = monitor.TellAsync("SHUTDOWN", """{"guest": true}""");
            return null;
        });

        ToolRun run = await ToolRun.StartAsync("reboot", "--wait", "--monitor", monitor.Address, agent.Address);

        Assert.Equal((1, "qga: the machine went off instead\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task A_refusal_ends_the_wait()
    {
        await using ListeningMonitor monitor = new();
        await using PlayedAgent agent = new PlayedAgent().Refuse("guest-shutdown", "not today");

        ToolRun run = await ToolRun.StartAsync("shutdown", "--wait", "--monitor", monitor.Address, agent.Address);

        Assert.Equal((1, "qga: not today\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task A_machine_that_shows_nothing_in_time_is_a_failure()
    {
        await using ListeningMonitor monitor = new();
        await using PlayedAgent agent = new PlayedAgent().On("guest-shutdown", _ => null);

        ToolRun run = await ToolRun.StartAsync("shutdown", "--wait", "--timeout", "0.3", "--monitor", monitor.Address, agent.Address);

        Assert.Equal((4, "qga: shutdown: asked for, and the machine has not shown it in 300 ms (it may still do it)\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Says_that_nothing_confirms_it()
    {
        await using PlayedAgent agent = new PlayedAgent().Refuse("guest-shutdown", "no").On("guest-suspend-disk", _ => null);

        ToolRun run = await ToolRun.StartAsync("suspend", "disk", "--wait", agent.Address);

        Assert.Equal((1, "qga: suspend disk: asked for; it cannot be confirmed, as no monitor of the machine is known (--monitor names one)\n"), (run.ExitCode,
            run.Error));
    }

    [Theory]
    [InlineData("ram", "SUSPEND", "guest-suspend-ram", "suspend ram: the machine sleeps")]
    [InlineData("hybrid", "SUSPEND", "guest-suspend-hybrid", "suspend hybrid: the machine sleeps")]
    [InlineData("disk", "SUSPEND_DISK", "guest-suspend-disk", "suspend disk: the machine has written its memory to the disk")]
    public async Task Suspends(string kind, string happening, string command, string expected)
    {
        await using ListeningMonitor monitor = new ListeningMonitor().On("query-current-machine", """{"wakeup-suspend-support": true}""");
        await using PlayedAgent agent = new();
        agent.On(command, call =>
        {
            _ = monitor.TellAsync(happening);
            return null;
        });

        ToolRun run = await ToolRun.StartAsync("suspend", kind, "--wait", "--monitor", monitor.Address, agent.Address);

        Assert.Equal((0, $"{expected}\n", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal([command], agent.Calls);
    }

    [Theory]
    [InlineData("ram")]
    [InlineData("hybrid")]
    public async Task A_machine_that_cannot_wake_is_not_put_to_sleep(string kind)
    {
        await using ListeningMonitor monitor = new ListeningMonitor().On("query-current-machine", """{"wakeup-suspend-support": false}""");
        await using PlayedAgent agent = new();

        ToolRun run = await ToolRun.StartAsync("suspend", kind, "--monitor", monitor.Address, agent.Address);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal($"qga: suspend {kind}: refused, as the machine cannot be woken again (its machine type has no wake-up)\n", run.Error);
        Assert.Empty(agent.Calls);
    }

    [Fact]
    public async Task Wakes_through_the_monitor()
    {
        await using ListeningMonitor monitor = new();
        monitor.On("system_wakeup", call =>
        {
            _ = monitor.TellAsync("WAKEUP");
            return "\"return\": {}";
        });
        await using PlayedAgent agent = new();

        ToolRun run = await ToolRun.StartAsync([new OneGuest(agent.Address, monitor.Address)], ["wake", "--wait", "web1", "--json"]);

        using JsonDocument json = JsonDocument.Parse(run.Output);
        JsonElement answer = json.RootElement[0].GetProperty("answer");
        Assert.Equal((0, "wake", true, "QMP"), (run.ExitCode, answer.GetProperty("action").GetString(), answer.GetProperty("confirmed").GetBoolean(),
            answer.GetProperty("confirmed-by").GetString()));
        Assert.Empty(agent.Calls);
    }
}
