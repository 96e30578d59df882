using System.Diagnostics;
using System.Text.Json.Nodes;
using Qga.Machines;

namespace Qga.Vm.Tool;

/// <summary>Freezing through the tool, as a writer in the guest feels it: the guest goes on whatever happens on the host.</summary>
[Collection(ToolGuest.Name)]
public sealed class FreezeTests(ToolGuest guest) : IAsyncLifetime
{
    private Writer _writer = null!;

    public static TheoryData<string> Agents => ToolGuest.Agents;

    private HostTool Tool => guest.Tool;

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Freeze_and_thaw(string agent)
    {
        Assert.Equal(3, (int)(await Tool.AskAsync("freeze", agent))["frozen"]!);
        await _writer.WaitUntilHeldAsync();
        Assert.Equal("frozen", (string?)(await Tool.AskAsync("status", agent)).AsArray().Single()!["state"]);
        Assert.Equal("frozen", (string?)(await Tool.AskAsync("list", agent, "--timeout", "20"))["agent"]);
        using (ToolProcess waiting = Tool.Start(["wait", agent, "--for", "freeze-end"]))
        {
            Assert.Equal(4, (await Tool.TryRunAsync("wait", agent, "--for", "freeze-end", "--timeout", "0.5")).ExitCode);
            Assert.False(waiting.HasEnded);
            Assert.Equal(1, (await Tool.TryRunAsync("doctor", agent)).ExitCode);
            Assert.Equal(3, (int)(await Tool.AskAsync("thaw", agent))["thawed"]!);
            Assert.Equal(0, (await waiting.EndAsync()).ExitCode);
        }

        await _writer.WaitUntilItGoesOnAsync();
        Assert.Equal("STATE\nthawed", await Tool.RunAsync("status", agent));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Freeze_of_one_mount_point_leaves_the_others(string agent)
    {
        await Tool.RunAsync("freeze", agent, "--mount", "/mnt/ext4");
        await _writer.WaitUntilItGoesOnAsync();
        await Tool.RunAsync("thaw", agent);
        await guest.Shell.RunAsync("timeout 5 touch /mnt/ext4/thawed");
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Frozen_passes_on_the_exit_code_and_reports(string agent)
    {
        string report = Path.Combine(guest.Folder, "report.json");
        using ToolProcess frozen = Tool.Start(["frozen", "--report", report, agent, "--", "sh", "-c", Command("exit 9")]);
        await frozen.UntilWrittenAsync("3 frozen\n");
        await _writer.WaitUntilHeldAsync();
        await File.WriteAllTextAsync(Path.Combine(guest.Folder, "go"), "", TestContext.Current.CancellationToken);
        ToolResult result = await frozen.EndAsync();
        Assert.Equal((9, ""), (result.ExitCode, result.Error));
        await _writer.WaitUntilItGoesOnAsync();
        JsonNode said = JsonNode.Parse(await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken))!;
        Assert.Equal((3, 3, false, 9), ((int)said["frozen"]!, (int)said["thawed"]!, (bool)said["thawed-early"]!, (int)said["exit-code"]!));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task A_signal_ends_the_command_and_thaws(string agent)
    {
        foreach (string signal in (string[])["TERM", "INT", "HUP"])
        {
            using ToolProcess frozen = Tool.Start(["frozen", agent, "--", "sh", "-c", Command("")]);
            await frozen.UntilWrittenAsync("3 frozen\n");
            await _writer.WaitUntilHeldAsync();
            await frozen.SignalAsync(signal);
            ToolResult result = await frozen.EndAsync();
            Assert.NotEqual(0, result.ExitCode);
            Assert.Contains("thawed now", result.Error, StringComparison.Ordinal);
            await _writer.WaitUntilItGoesOnAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task The_time_that_is_over_thaws(string agent)
    {
        ToolResult result = await Tool.TryRunAsync("frozen", "--timeout", "2", agent, "--", "sleep", "100");
        Assert.Equal(255, result.ExitCode);
        Assert.Contains("THE TIME WAS OVER", result.Error, StringComparison.Ordinal);
        await _writer.WaitUntilItGoesOnAsync();
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task A_thaw_of_another_is_told(string agent)
    {
        using ToolProcess frozen = Tool.Start(["frozen", agent, "--", "sh", "-c", Command("exit 0")]);
        await frozen.UntilWrittenAsync("3 frozen\n");
        await guest.Shell.RunAsync("fsfreeze --unfreeze /mnt/xfs");
        await _writer.WaitUntilItGoesOnAsync();
        await File.WriteAllTextAsync(Path.Combine(guest.Folder, "go"), "", TestContext.Current.CancellationToken);
        ToolResult result = await frozen.EndAsync();
        Assert.Equal(255, result.ExitCode);
        Assert.Contains("THE GUEST WAS THAWED EARLY", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task A_snapshot_is_consistent_and_the_guest_goes_on(string agent)
    {
        await guest.Shell.RunAsync($"echo before > /mnt/ext4/{agent}");
        string name = $"of-{agent}";
        string[] words = ["snapshot", agent, "--name", name, "--disk", "ext4", "--monitor", guest.Machine.Files.SpareMonitorSocket];
        JsonNode disk = (await Tool.AskAsync(words)).AsArray().Single()!;
        (string kept, string overlay) = ((string)disk["file"]!, (string)disk["overlay"]!);
        await guest.Shell.RunAsync($"echo after > /mnt/ext4/{agent}; dd if=/dev/urandom of=/mnt/ext4/filled bs=1M count=8 conv=fsync status=none; sync");
        Assert.True(new FileInfo(overlay).Length > 8 << 20);
        // What a writer left unfinished would show in a check of the file system.
        string raw = Path.Combine(guest.Folder, $"{name}.raw");
        await HostAsync("qemu-img", "convert", "-U", "-O", "raw", kept, raw);
        await HostAsync("/sbin/e2fsck", "-f", "-n", raw);
        await HostAsync("sh", "-c", $"/sbin/debugfs -R 'cat /{agent}' {raw} | grep -q before");
        await _writer.WaitUntilItGoesOnAsync();
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task A_trim_shrinks_the_hosts_disk(string agent)
    {
        await guest.Shell.RunAsync("dd if=/dev/urandom of=/mnt/xfs/big bs=1M count=32 conv=fsync status=none");
        long full = await MachineFiles.AllocatedAsync(guest.Machine.Files.XfsDisk);
        await guest.Shell.RunAsync("rm /mnt/xfs/big; sync");
        JsonNode xfs = (await Tool.AskAsync("trim", agent)).AsArray().Single(row => (string?)row!["path"] == "/mnt/xfs")!;
        Assert.True((long)xfs["trimmed"]! >= 32 << 20);
        Assert.True(full - await MachineFiles.AllocatedAsync(guest.Machine.Files.XfsDisk) > 24 << 20);
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _writer = await Writer.StartAsync(guest.Shell, "/mnt/xfs");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        File.Delete(Path.Combine(guest.Folder, "go"));
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            // A test that failed half-way leaves nothing frozen.
            await guest.Shell.TryRunAsync("for at in / /mnt/ext4 /mnt/xfs; do fsfreeze --unfreeze $at; done");
            foreach (string agent in (string[])[ToolGuest.Ours, ToolGuest.Debians])
                await Tool.TryRunAsync("thaw", agent);
        }

        await _writer.StopAsync();
    }

    // Says that it has begun, and goes on until it is let go.
    private string Command(string end) => $"echo $QGA_FROZEN frozen; until [ -e {guest.Folder}/go ]; do sleep 0.05; done; {end}";

    private static async Task HostAsync(string program, params string[] words)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string said = await process.StandardOutput.ReadToEndAsync() + await error;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {said}");
    }
}
