using System.Globalization;

namespace Qga.Machines;

/// <summary>An agent's process in the guest, as the guest's kernel sees it.</summary>
/// <param name="Shell">The guest's shell.</param>
/// <param name="Unit">The systemd unit that it runs in.</param>
public sealed record AgentProcess(GuestShell Shell, string Unit)
{
    /// <summary>Starts an agent beside the one that is the guest's service.</summary>
    /// <param name="shell">The guest's shell.</param>
    /// <param name="unit">A name for it; its state is in the folder of that name in /guest.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="properties">What systemd is told besides.</param>
    public static async Task<AgentProcess> StartAsync(GuestShell shell, string unit, string arguments, string properties = "")
    {
        await shell.RunAsync(
            $"mkdir -p /guest/{unit} && systemd-run --quiet --collect --unit={unit} {properties} /guest/bin/qemu-ga -t /guest/{unit} {arguments}");
        return new(shell, unit);
    }

    /// <summary>The CPU time it has used: user and system, in hundredths of a second.</summary>
    public async Task<int> CpuTimeAsync() => (await SampleAsync("0")).CpuTime[0];

    /// <summary>
    /// What it did in a span of time in which nobody asked it for anything; it begins when the agent has given back the memory of what came
    /// before, which it does a second later.
    /// </summary>
    /// <returns>CPU time in hundredths of a second, and how often one of its threads was woken.</returns>
    public async Task<(int CpuTime, int WakeUps)> IdleAsync(int seconds)
    {
        (int[] cpuTime, int[] switches) = await SampleAsync($"3 {seconds}");
        return (cpuTime[1] - cpuTime[0], switches[1] - switches[0]);
    }

    /// <summary>Sends SIGTERM and waits for the end, which must come by itself: systemd would wait 90 s before it kills.</summary>
    /// <exception cref="InvalidOperationException">It has not come after some four seconds, or the process is gone already.</exception>
    public Task TerminateAsync() => Shell.RunAsync($"""
        pid=$(systemctl show --property=MainPID --value {Unit})
        kill -TERM $pid || exit
        n=0
        while [ -e /proc/$pid ] && [ "$(cut -d' ' -f3 /proc/$pid/stat)" != Z ]; do
            n=$((n + 1)); [ $n -le 60 ] || exit
            sleep 0.05
        done 2> /dev/null
        """);

    /// <summary>Ends it if it still runs.</summary>
    public Task StopAsync() => Shell.TryRunAsync($"systemctl kill --signal=KILL {Unit}; systemctl stop {Unit}");

    private async Task<(int[] CpuTime, int[] Switches)> SampleAsync(string pauses)
    {
        // /proc/<pid>/stat: "257 (qemu-ga) S … utime(14) stime(15)"; status of each thread: "voluntary_ctxt_switches:\t12".
        string[] lines = (await Shell.RunAsync($$"""
            pid=$(systemctl show --property=MainPID --value {{Unit}})
            for pause in {{pauses}}; do
                sleep $pause
                awk '{ print $14 + $15 }' /proc/$pid/stat
                cat /proc/$pid/task/*/status | awk '/^voluntary_ctxt_switches/ { n += $2 } END { print n }'
            done
            """)).Split('\n');
        int[] numbers = [.. lines.Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
        return ([.. numbers.Where((_, index) => index % 2 == 0)], [.. numbers.Where((_, index) => index % 2 == 1)]);
    }
}
