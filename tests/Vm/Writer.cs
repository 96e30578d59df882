using System.Globalization;
using Qga.Machines;

namespace Qga.Vm;

/// <summary>A process in the guest that keeps writing to a file and counts, on tmpfs, what it has written.</summary>
internal sealed class Writer
{
    private readonly GuestShell _shell;
    private readonly string _name;

    private Writer(GuestShell shell, string name) => (_shell, _name) = (shell, name);

    /// <summary>Starts writing in a folder.</summary>
    public static async Task<Writer> StartAsync(GuestShell shell, string folder)
    {
        string name = "/guest/writer" + folder.Replace('/', '-');
        await shell.RunAsync($"""
            echo 0 > {name}.count
            (n=0; while :; do echo $n >> {folder}/writer; n=$((n + 1)); echo $n > {name}.count; sleep 0.05; done) > /dev/null 2>&1 &
            echo $! > {name}.pid
            """);
        return new(shell, name);
    }

    /// <summary>Whether it gets anything done within a second.</summary>
    public async Task<bool> AdvancesAsync()
    {
        // Between truncating the file and writing to it, the count is not to be read.
        string[] counts = (await _shell.RunAsync($"cat {_name}.count; sleep 1; cat {_name}.count")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return counts.Length < 2 || counts[0] != counts[1];
    }

    /// <summary>How often it has written.</summary>
    public async Task<long> CountAsync() =>
        long.Parse(await _shell.RunAsync($"until c=$(cat {_name}.count) && [ -n \"$c\" ]; do :; done; echo $c"), CultureInfo.InvariantCulture);

    /// <summary>Whether the kernel holds it: state D.</summary>
    public async Task<bool> IsHeldAsync() => (await _shell.RunAsync($"cut -d' ' -f3 /proc/$(cat {_name}.pid)/stat")) == "D";

    /// <summary>Waits until the kernel holds it.</summary>
    /// <exception cref="TimeoutException">It goes on for half a minute.</exception>
    public Task WaitUntilHeldAsync() =>
        _shell.RunAsync($"until [ \"$(cut -d' ' -f3 /proc/$(cat {_name}.pid)/stat)\" = D ]; do sleep 0.05; done");

    /// <summary>Waits until it has written once more.</summary>
    /// <exception cref="TimeoutException">It does not for half a minute.</exception>
    public async Task WaitUntilItGoesOnAsync() => await _shell.RunAsync(
        $"before={await CountAsync()}; until [ \"$(cat {_name}.count)\" -gt $before ]; do sleep 0.05; done 2> /dev/null");

    /// <summary>Ends it; it must not be held.</summary>
    public Task StopAsync() => _shell.RunAsync($"kill $(cat {_name}.pid)");
}
