using System.Globalization;
using System.Text.Json.Nodes;
using Qga.Machines;
using static Qga.Demo.Story;

namespace Qga.Demo;

/// <summary>
/// The steps that change the guest. What they do is seen from outside the agent: in the guest's kernel, on the host's disks, in QEMU's monitor.
/// </summary>
internal sealed class Changing(Story story, Machine machine)
{
    private const string Guest = Machine.Name;

    private readonly ShownTool _qga = new(machine.Tool);

    /// <summary>Shows all but the shutdown.</summary>
    public async Task ShowAsync()
    {
        await story.ShowAsync("A program runs and its output comes back", RunAsync);
        await story.ShowAsync("A vCPU goes offline and comes back", SwitchVcpuAsync);
        await story.ShowAsync("A freeze stops a writer, a thaw lets it go on", FreezeAsync);
        await story.ShowAsync("A trim gives the space of a deleted file back to the host", TrimAsync);
        await story.ShowAsync("The clock is set, the hardware clock with it", SetTimeAsync);
        await story.ShowAsync("All is well with the agent", () => _qga.RunAsync("doctor", Guest));
    }

    /// <summary>Shows the orderly shutdown.</summary>
    public Task ShutDownAsync() => story.ShowAsync("An orderly shutdown", async () =>
    {
        await _qga.RunAsync("shutdown", "--wait", Guest);
        JsonObject shutdown = await machine.Monitor.WaitForEventAsync("SHUTDOWN", TimeSpan.FromSeconds(60));
        Say($"QEMU says SHUTDOWN, reason {shutdown["data"]!["reason"]}");
        Check((string?)shutdown["data"]!["reason"] == "guest-shutdown", "that is not an orderly shutdown");
    });

    private async Task RunAsync()
    {
        const string Script = "read word; echo \"$word from $(uname -s)\"; echo an error >&2; exit 7";
        ToolResult result = await _qga.TryRunAsync(["exec", Guest, "--", "sh", "-c", Script], "hello\n");
        Say($"the exit code is {result.ExitCode}");
        Check((result.ExitCode, result.Output, result.Error) == (7, "hello from Linux\n", "an error\n"), "that is not what the program does");
    }

    private async Task SwitchVcpuAsync()
    {
        foreach ((string online, string expected) in new[] { ("false", "0"), ("true", "0-1") })
        {
            await _qga.RunAsync("call", Guest, "guest-set-vcpus", $$"""{"vcpus": [{"logical-id": 1, "online": {{online}}}]}""");
            string seen = await machine.Shell.RunAsync("cat /sys/devices/system/cpu/online");
            Say($"the guest's kernel runs on CPU {seen}");
            Check(seen == expected, $"it should run on {expected}");
        }
    }

    private async Task FreezeAsync()
    {
        await machine.Shell.RunAsync(
            "(n=0; while :; do echo $n > /mnt/xfs/writer; n=$((n + 1)); echo $n >> /guest/written; sleep 0.05; done) "
            + "> /dev/null 2>&1 & echo $! > /guest/writer");
        Check(await WrittenInASecondAsync("before the freeze") > 0, "the writer does not write");
        await _qga.RunAsync("freeze", Guest);
        long whileFrozen;
        try
        {
            await _qga.RunAsync("status", Guest);
            whileFrozen = await WrittenInASecondAsync("while frozen");
        }
        finally
        {
            await _qga.RunAsync("thaw", Guest);
        }

        Check(whileFrozen == 0, "the writer went on while frozen");
        Check(await WrittenInASecondAsync("after the thaw") > 0, "the writer does not go on");
        await machine.Shell.RunAsync("kill $(cat /guest/writer)");
    }

    private async Task<long> WrittenInASecondAsync(string when)
    {
        long[] lines = await NumbersAsync("wc -l < /guest/written 2> /dev/null || echo 0; sleep 1; wc -l < /guest/written");
        Say($"{when}: {lines[1] - lines[0]} lines written in a second");
        return lines[1] - lines[0];
    }

    private async Task TrimAsync()
    {
        await machine.Shell.RunAsync("dd if=/dev/zero of=/mnt/ext4/big bs=1M count=64 conv=fsync status=none");
        long full = await MachineFiles.AllocatedAsync(machine.Files.Ext4Disk);
        await machine.Shell.RunAsync("rm /mnt/ext4/big; sync");
        await _qga.RunAsync("trim", Guest);
        long after = await MachineFiles.AllocatedAsync(machine.Files.Ext4Disk);
        Say($"the ext4 disk takes {after / 1e6:0.0} MB of the host, {full / 1e6:0.0} MB before");
        Check(full - after > 60 << 20, "the host's disk has not shrunk");
    }

    private async Task SetTimeAsync()
    {
        DateTimeOffset then = new(2031, 2, 3, 4, 5, 6, TimeSpan.Zero);
        await SetTimeAsync(then);
        long[] clocks = await NumbersAsync("date +%s; cat /sys/class/rtc/rtc0/since_epoch");
        Say($"set to {then:yyyy-MM-dd HH:mm:ss}: the guest says {Text(clocks[0])}, its hardware clock {Text(clocks[1])}");
        await SetTimeAsync(DateTimeOffset.UtcNow);
        Check(clocks.All(clock => clock - then.ToUnixTimeSeconds() is >= 0 and < 20), "a clock shows another time");
    }

    private Task<string> SetTimeAsync(DateTimeOffset time) =>
        _qga.RunAsync("call", Guest, "guest-set-time", $"time={(time.ToUnixTimeMilliseconds() * 1_000_000).ToString(CultureInfo.InvariantCulture)}");

    private async Task<long[]> NumbersAsync(string script) =>
        [.. (await machine.Shell.RunAsync(script)).Split('\n').Select(line => long.Parse(line, CultureInfo.InvariantCulture))];

    private static string Text(long seconds) => $"{DateTimeOffset.FromUnixTimeSeconds(seconds):yyyy-MM-dd HH:mm:ss}";
}
