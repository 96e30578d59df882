using System.Diagnostics;
using Qga.Support;

namespace Qga.Cli.Tests;

/// <summary>
/// A real agent on a unix socket in a folder of its own, without the commands that would change this machine: ours (the executable that QGA_AGENT names) or
/// QEMU's.
/// </summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    private readonly TemporaryPlace _place = new();
    private readonly ProcessStartInfo _start;
    private Process _process;

    private RunningAgent(IEnumerable<string> words)
    {
        string[] all = [.. words.Select(word => word.Replace(FolderWord, Folder, StringComparison.Ordinal))];
        _start = new(all[0], all[1..])
        {
            // Where the agent's programs put their temporary directories: a test can see that they are gone.
            Environment = { ["TMPDIR"] = Directory.CreateDirectory($"{Folder}/tmp").FullName },
        };
        _process = Process.Start(_start)!;
    }

    public static TheoryData<string> Agents => ["QGA_AGENT", "/usr/sbin/qemu-ga"];

    /// <summary>Stands for the folder where a program before the agent is named.</summary>
    public const string FolderWord = "{folder}";

    public string Folder => _place.Path;

    public string Address => $"{Folder}/ga.sock";

    public int ProcessId => _process.Id;

    /// <summary>The temporary directories of the guest.</summary>
    public IEnumerable<string> Remains => Directory.EnumerateFileSystemEntries($"{Folder}/tmp");

    /// <summary>Starts one, and waits until it answers.</summary>
    /// <param name="agent">QGA_AGENT, or a path.</param>
    /// <param name="blocked">Further commands that it refuses.</param>
    public static Task<RunningAgent> StartAsync(string agent, params string[] blocked) => StartUnderAsync([], agent, blocked);

    /// <summary>Starts one by way of another program, and waits until it answers.</summary>
    /// <param name="launcher">The program, with arguments before the agent's; it is replaced by the agent.</param>
    /// <param name="agent">QGA_AGENT, or a path.</param>
    /// <param name="blocked">Further commands that it refuses.</param>
    public static async Task<RunningAgent> StartUnderAsync(string[] launcher, string agent, params string[] blocked)
    {
        string program = agent == "QGA_AGENT" ? Environment.GetEnvironmentVariable(agent) ?? "" : agent;
        Assert.SkipUnless(File.Exists(program), $"{agent}: no such executable");
        string refused = HarmfulCommands.List + ",guest-fsfreeze-thaw" + string.Concat(blocked.Select(command => $",{command}"));
        RunningAgent running = new(
            [.. launcher, program, "-m", "unix-listen", "-p", $"{FolderWord}/ga.sock", "-t", FolderWord, "-b", refused]);
        await running.WaitAsync();
        return running;
    }

    /// <summary>Ends it, as a crash does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Starts it again.</summary>
    public async Task RestartAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        _process.Dispose();
        _process = Process.Start(_start)!;
        await WaitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _place.Dispose();
    }

    // The socket exists a moment before the agent listens.
    private async Task WaitAsync()
    {
        while ((await ToolRun.StartAsync("call", Address, "guest-ping")).ExitCode != 0 && !_process.HasExited)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
