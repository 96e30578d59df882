using System.Diagnostics;

namespace Qga.Cli.Tests;

/// <summary>
/// A real agent on a unix socket in a folder of its own, without the commands that would change this machine: ours (the executable that QGA_AGENT names) or
/// QEMU's.
/// </summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    private const string Dangerous =
        "guest-set-time,guest-shutdown,guest-suspend-ram,guest-suspend-disk,guest-suspend-hybrid,guest-fsfreeze-freeze,guest-fsfreeze-freeze-list,"
        + "guest-fsfreeze-thaw,guest-fstrim,guest-set-vcpus,guest-set-memory-blocks,guest-set-user-password,guest-ssh-add-authorized-keys,"
        + "guest-ssh-remove-authorized-keys";

    private readonly TemporaryPlace _place = new();
    private readonly Process _process;

    private RunningAgent(string program, string blocked) =>
        _process = Process.Start(new ProcessStartInfo(program, ["-m", "unix-listen", "-p", Address, "-t", Folder, "-b", Dangerous + blocked])
        {
            // Where the agent's programs put their temporary directories: a test can see that they are gone.
            Environment = { ["TMPDIR"] = Directory.CreateDirectory($"{Folder}/tmp").FullName },
        })!;

    public static TheoryData<string> Agents => ["QGA_AGENT", "/usr/sbin/qemu-ga"];

    public string Folder => _place.Path;

    public string Address => $"{Folder}/ga.sock";

    /// <summary>The temporary directories of the guest.</summary>
    public IEnumerable<string> Remains => Directory.EnumerateFileSystemEntries($"{Folder}/tmp");

    /// <summary>Starts one, and waits until it answers.</summary>
    /// <param name="agent">QGA_AGENT, or a path.</param>
    /// <param name="blocked">Further commands that it refuses.</param>
    public static async Task<RunningAgent> StartAsync(string agent, params string[] blocked)
    {
        string program = agent == "QGA_AGENT" ? Environment.GetEnvironmentVariable(agent) ?? "" : agent;
        Assert.SkipUnless(File.Exists(program), $"{agent}: no such executable");
        RunningAgent running = new(program, string.Concat(blocked.Select(command => $",{command}")));
        // The socket exists a moment before the agent listens.
        while ((await ToolRun.StartAsync("call", running.Address, "guest-ping")).ExitCode != 0 && !running._process.HasExited)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        return running;
    }

    /// <summary>Ends it, as a crash does.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _place.Dispose();
    }
}
