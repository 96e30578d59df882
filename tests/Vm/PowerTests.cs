using System.Diagnostics;
using System.Text.Json.Nodes;
using Qga.Client;
using Qga.Machines;

namespace Qga.Vm;

/// <summary>What ends a guest or puts it to sleep: each has a guest of its own.</summary>
public sealed class PowerTests
{
    private const string AddSwap = "umount /mnt/ext4 && mkswap /dev/vdc && swapon /dev/vdc";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(null, "guest-shutdown")]
    [InlineData("reboot", "guest-reset")]
    public async Task An_orderly_shutdown_ends_the_machine(string? mode, string reason)
    {
        await using Machine machine = await StartAsync();
        await using GuestAgentClient agent = await machine.ConnectAgentAsync();
        await machine.Shell.RunAsync("touch /mnt/xfs/last");
        await agent.GuestShutdownAsync(mode, TestContext.Current.CancellationToken);

        JsonNode data = (await machine.Monitor.WaitForEventAsync("SHUTDOWN", s_limit))["data"]!;
        Assert.True((bool)data["guest"]!);
        Assert.Equal(reason, (string?)data["reason"]);
        await machine.Monitor.WaitForEndAsync(s_limit);
    }

    [Fact]
    public async Task Halt_stops_the_guest_and_leaves_the_machine_on()
    {
        await using Machine machine = await StartAsync();
        await using GuestAgentClient agent = await machine.ConnectAgentAsync();
        await agent.GuestShutdownAsync("halt", TestContext.Current.CancellationToken);

        for (Stopwatch waited = Stopwatch.StartNew(); !File.ReadAllText(machine.Files.Console).Contains("System halted", StringComparison.Ordinal);)
        {
            Assert.True(waited.Elapsed < s_limit, "the guest has not halted");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.True((bool)(await machine.Monitor.ExecuteAsync("query-status"))["running"]!);
    }

    [Theory]
    [InlineData("guest-suspend-ram")]
    [InlineData("guest-suspend-hybrid")]
    public async Task Suspend_to_memory_sleeps_until_the_host_wakes_the_guest(string command)
    {
        await using Machine machine = await StartAsync();
        await using GuestAgentClient agent = await machine.ConnectAgentAsync();
        await machine.Shell.RunAsync(AddSwap);
        await agent.SendAsync(command, null, TestContext.Current.CancellationToken);
        await machine.Monitor.WaitForEventAsync("SUSPEND", s_limit);
        Assert.Equal("suspended", (string?)(await machine.Monitor.ExecuteAsync("query-status"))["status"]);

        await machine.Monitor.ExecuteAsync("system_wakeup");
        await machine.Monitor.WaitForEventAsync("WAKEUP", s_limit);
        await agent.GuestPingAsync(TestContext.Current.CancellationToken);
        await machine.Shell.RunAsync("touch /mnt/xfs/awake");
    }

    [Fact]
    public async Task Suspend_to_disk_writes_the_guest_to_its_swap_and_switches_off()
    {
        await using Machine machine = await StartAsync();
        await using GuestAgentClient agent = await machine.ConnectAgentAsync();
        Assert.StartsWith("GenericError: ", await agent.RefusalAsync("guest-suspend-disk"), StringComparison.Ordinal);

        await machine.Shell.RunAsync(AddSwap);
        await agent.GuestSuspendDiskAsync(TestContext.Current.CancellationToken);
        await machine.Monitor.WaitForEventAsync("SUSPEND_DISK", s_limit);
        await machine.Monitor.WaitForEndAsync(s_limit);
    }

    private static async Task<Machine> StartAsync()
    {
        Machine machine = await Machine.StartAsync(new() { Agent = Project.Agent });
        await machine.StartAgentAsync();
        return machine;
    }
}
