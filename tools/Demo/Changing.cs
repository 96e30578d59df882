using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Qapi.Runtime.Reading;
using Qga.Client;
using Qga.Contracts;
using Qga.Machines;
using static Qga.Demo.Story;

namespace Qga.Demo;

/// <summary>
/// The steps that change the guest. What they do is seen from outside the agent: in the guest's kernel, on the host's disks, in QEMU's monitor.
/// </summary>
internal sealed class Changing(Story story, Machine machine, GuestAgentClient agent)
{
    /// <summary>Shows all but the shutdown.</summary>
    public async Task ShowAsync()
    {
        await story.ShowAsync("A program runs and its output comes back", RunAsync);
        await story.ShowAsync("A vCPU goes offline and comes back", SwitchVcpuAsync);
        await story.ShowAsync("A freeze stops a writer, a thaw lets it go on", FreezeAsync);
        await story.ShowAsync("A trim gives the space of a deleted file back to the host", TrimAsync);
        await story.ShowAsync("The clock is set, the hardware clock with it", SetTimeAsync);
    }

    /// <summary>Shows the orderly shutdown.</summary>
    public Task ShutDownAsync() => story.ShowAsync("An orderly shutdown", async () =>
    {
        await agent.GuestShutdownAsync();
        JsonObject shutdown = await machine.Monitor.WaitForEventAsync("SHUTDOWN", TimeSpan.FromSeconds(60));
        Say($"QEMU says SHUTDOWN, reason {shutdown["data"]!["reason"]}");
        Check((string?)shutdown["data"]!["reason"] == "guest-shutdown", "that is not an orderly shutdown");
    });

    private async Task RunAsync()
    {
        const string Script = "read word; echo \"$word from $(uname -s)\"; echo an error >&2; exit 7";
        GuestExec started = await agent.GuestExecAsync("/bin/sh", ["-c", Script], inputData: "hello\n"u8.ToArray(), captureOutput: true);
        GuestExecStatus status;
        do
        {
            await Task.Delay(20);
            status = await agent.GuestExecStatusAsync(started.Pid);
        }
        while (!status.Exited);
        (string output, string error) = (Text(status.OutData), Text(status.ErrData));
        Say($"process {started.Pid} ended with {status.Exitcode}, wrote \"{output}\" to its standard output and \"{error}\" to its standard error");
        Check(status.Exitcode == 7 && output == "hello from Linux" && error == "an error", "that is not what the program does");

        static string Text(Payload? payload) => payload is null ? "" : Encoding.UTF8.GetString(payload.ToMemory().Span).TrimEnd();
    }

    private async Task SwitchVcpuAsync()
    {
        foreach ((bool online, string expected) in new[] { (false, "0"), (true, "0-1") })
        {
            await agent.GuestSetVcpusAsync([new GuestLogicalProcessor { LogicalId = 1, Online = online }]);
            string seen = await machine.Shell.RunAsync("cat /sys/devices/system/cpu/online");
            Say($"switched {(online ? "on" : "off")}: the guest's kernel runs on CPU {seen}");
            Check(seen == expected, $"it should run on {expected}");
        }
    }

    private async Task FreezeAsync()
    {
        await machine.Shell.RunAsync(
            "(n=0; while :; do echo $n > /mnt/xfs/writer; n=$((n + 1)); echo $n >> /guest/written; sleep 0.05; done) "
            + "> /dev/null 2>&1 & echo $! > /guest/writer");
        Check(await WrittenInASecondAsync("before the freeze") > 0, "the writer does not write");
        long whileFrozen;
        await using (FrozenGuest frozen = await agent.FreezeAsync())
        {
            Say($"frozen: {frozen.Count} file systems, status {await StatusAsync()}");
            whileFrozen = await WrittenInASecondAsync("while frozen");
            Say($"thawed: {(await frozen.ThawAsync()).ThawedCount} file systems, status {await StatusAsync()}");
        }

        Check(whileFrozen == 0, "the writer went on while frozen");
        Check(await WrittenInASecondAsync("after the thaw") > 0, "the writer does not go on");
        await machine.Shell.RunAsync("kill $(cat /guest/writer)");
    }

    private async Task<string> StatusAsync() =>
        Encoding.UTF8.GetString(GuestFsfreezeStatusCodec.Name(await agent.GuestFsfreezeStatusAsync()));

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
        GuestFilesystemTrimResponse trim = await agent.GuestFstrimAsync();
        long after = await MachineFiles.AllocatedAsync(machine.Files.Ext4Disk);
        foreach (GuestFilesystemTrimResult path in trim.Paths)
            Say($"{path.Path,-12} {(path.Trimmed is { } trimmed ? $"{trimmed / 1e6:0} MB trimmed" : path.Error)}");
        Say($"the ext4 disk takes {after / 1e6:0.0} MB of the host, {full / 1e6:0.0} MB before");
        Check(full - after > 60 << 20, "the host's disk has not shrunk");
    }

    private async Task SetTimeAsync()
    {
        DateTimeOffset then = new(2031, 2, 3, 4, 5, 6, TimeSpan.Zero);
        long now = await agent.GuestGetTimeAsync();
        await agent.GuestSetTimeAsync(then.ToUnixTimeMilliseconds() * 1_000_000);
        long[] clocks = await NumbersAsync("date +%s; cat /sys/class/rtc/rtc0/since_epoch");
        await agent.GuestSetTimeAsync(now);
        Say($"set to {then:yyyy-MM-dd HH:mm:ss}: the guest says {Text(clocks[0])}, its hardware clock {Text(clocks[1])}");
        Check(clocks.All(clock => clock - then.ToUnixTimeSeconds() is >= 0 and < 20), "a clock shows another time");
    }

    private async Task<long[]> NumbersAsync(string script) =>
        [.. (await machine.Shell.RunAsync(script)).Split('\n').Select(line => long.Parse(line, CultureInfo.InvariantCulture))];

    private static string Text(long seconds) => $"{DateTimeOffset.FromUnixTimeSeconds(seconds):yyyy-MM-dd HH:mm:ss}";
}
