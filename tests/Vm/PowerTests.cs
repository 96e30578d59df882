using System.Text.Json.Nodes;
using Qga.Client;
using Qga.Machines;

namespace Qga.Vm;

/// <summary>What ends a guest or puts it to sleep, ordered and confirmed by the host's tool: each has a guest of its own.</summary>
public sealed class PowerTests
{
    private const string AddSwap = "umount /mnt/ext4 && mkswap /dev/vdc && swapon /dev/vdc";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>Our agent, and QEMU's of Debian.</summary>
    public static TheoryData<bool> AreOurs => [true, false];

    [Theory]
    [MemberData(nameof(AreOurs))]
    public async Task An_orderly_shutdown_ends_the_machine(bool isOurs)
    {
        await using Machine machine = await StartAsync(isOurs);
        await machine.Tool.RunAsync("doctor", Machine.Name);
        await machine.Shell.RunAsync("touch /mnt/xfs/last");
        await ConfirmAsync(machine, "the guest has shut down", "shutdown");
        JsonNode data = (await machine.Monitor.WaitForEventAsync("SHUTDOWN", s_limit))["data"]!;
        Assert.Equal((true, "guest-shutdown"), ((bool)data["guest"]!, (string?)data["reason"]));
        await machine.Monitor.WaitForEndAsync(s_limit);
        Assert.Equal(3, (await machine.Tool.TryRunAsync("info", Machine.Name)).ExitCode);
    }

    [Theory]
    [MemberData(nameof(AreOurs))]
    public async Task A_reboot_resets_the_machine(bool isOurs)
    {
        await using Machine machine = await StartAsync(isOurs);
        await ConfirmAsync(machine, "the guest has asked for a reset, at which this QEMU ends", "reboot");
        JsonNode data = (await machine.Monitor.WaitForEventAsync("SHUTDOWN", s_limit))["data"]!;
        Assert.Equal((true, "guest-reset"), ((bool)data["guest"]!, (string?)data["reason"]));
    }

    [Theory]
    [MemberData(nameof(AreOurs))]
    public async Task Halt_stops_the_guest_and_leaves_the_machine_on(bool isOurs)
    {
        await using Machine machine = await StartAsync(isOurs);

        await ConfirmAsync(machine, "the guest has closed its port", "halt");
        using CancellationTokenSource limit = new(s_limit);
        while (!File.ReadAllText(machine.Files.Console).Contains("System halted", StringComparison.Ordinal))
        {
            await Task.Delay(100, limit.Token);
        }

        Assert.True((bool)(await machine.Monitor.ExecuteAsync("query-status"))["running"]!);
    }

    [Theory]
    [InlineData(true, "ram")]
    [InlineData(true, "hybrid")]
    [InlineData(false, "ram")]
    [InlineData(false, "hybrid")]
    public async Task Suspend_to_memory_sleeps_until_the_host_wakes_the_guest(bool isOurs, string kind)
    {
        await using Machine machine = await StartAsync(isOurs);
        await machine.Shell.RunAsync(AddSwap);
        await ConfirmAsync(machine, "the machine sleeps", "suspend", kind);
        await machine.Monitor.WaitForEventAsync("SUSPEND", s_limit);
        Assert.Equal("suspended", (string?)(await machine.Monitor.ExecuteAsync("query-status"))["status"]);
        ToolResult doctor = await machine.Tool.TryRunAsync("doctor", Machine.Name);
        Assert.Equal(1, doctor.ExitCode);
        Assert.Contains("qga wake guest", doctor.Output, StringComparison.Ordinal);

        await ConfirmAsync(machine, "the machine is awake", "wake");
        await machine.Monitor.WaitForEventAsync("WAKEUP", s_limit);
        await machine.Tool.RunAsync("wait", Machine.Name);
        await machine.Shell.RunAsync("touch /mnt/xfs/awake");
    }

    [Theory]
    [MemberData(nameof(AreOurs))]
    public async Task Suspend_to_disk_writes_the_guest_to_its_swap_and_switches_off(bool isOurs)
    {
        await using Machine machine = await StartAsync(isOurs);
        await machine.Shell.RunAsync(AddSwap);
        await ConfirmAsync(machine, "the machine has written its memory to the disk", "suspend", "disk");
        await machine.Monitor.WaitForEventAsync("SUSPEND_DISK", s_limit);
        await machine.Monitor.WaitForEndAsync(s_limit);
    }

    [Fact]
    public async Task Suspend_to_disk_without_swap_is_refused_and_the_guest_goes_on()
    {
        await using Machine machine = await StartAsync(isOurs: true);
        ToolResult refused = await machine.Tool.TryRunAsync("suspend", "disk", "--wait", Machine.Name);
        Assert.Equal(1, refused.ExitCode);
        Assert.NotEqual("", refused.Error);
        await using GuestAgentClient agent = await machine.ConnectAgentAsync();
        await agent.GuestPingAsync(TestContext.Current.CancellationToken);
    }

    private static async Task ConfirmAsync(Machine machine, string words, params string[] verb)
    {
        string output = await machine.Tool.RunAsync([.. verb, "--wait", "--timeout", "120", Machine.Name]);
        Assert.Equal($"{string.Join(' ', verb)}: {words}", output);
    }

    private static async Task<Machine> StartAsync(bool isOurs)
    {
        Machine machine = await Machine.StartAsync(new() { Agent = isOurs ? Project.Agent : Project.DebianAgent });
        await machine.StartAgentAsync();
        return machine;
    }
}
