using System.Diagnostics;
using Qga.Support;

namespace Qga.Client.Tests;

/// <summary>An agent as it is, on a unix socket in a directory of its own: ours (the executable that QGA_AGENT names) or QEMU's, as Debian installs
/// it.</summary>
internal sealed class RealAgent : IAsyncDisposable
{
    private readonly string _program;
    private readonly string _blocked;
    private Process _process;

    private RealAgent(string program, string blocked)
    {
        _program = program;
        _blocked = $"{HarmfulCommands.List},{blocked}";
        Folder = Directory.CreateTempSubdirectory("qga-").FullName;
        _process = StartProcess();
        Client = new(GuestAddress.Parse($"{Folder}/ga.sock"), new() { Stream = new() { SynchronizationTimeout = TimeSpan.FromSeconds(30) } });
    }

    public static TheoryData<string> All => ["QGA_AGENT", "/usr/sbin/qemu-ga"];

    /// <summary>A temporary directory, which goes with the agent.</summary>
    public string Folder { get; }

    public GuestAgentClient Client { get; }

    public static async Task<RealAgent> StartAsync(string agent, string blocked = "guest-get-devices")
    {
        string program = agent == "QGA_AGENT" ? Environment.GetEnvironmentVariable(agent) ?? "" : agent;
        Assert.SkipUnless(File.Exists(program), $"{agent}: no such executable");
        RealAgent started = new(program, blocked);
        await started.WaitAsync();
        return started;
    }

    /// <summary>Kills the agent; the client finds its socket refused.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Starts it anew.</summary>
    public async Task RestartAsync()
    {
        _process.Dispose();
        File.Delete($"{Folder}/ga.sock");
        _process = StartProcess();
        await WaitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();

        // .NET cannot remove what has no name in UTF-8.
        using Process remove = Process.Start("rm", ["-rf", "--", Folder]);
        await remove.WaitForExitAsync(CancellationToken.None);
    }

    private Process StartProcess() => Process.Start(_program, ["-m", "unix-listen", "-p", $"{Folder}/ga.sock", "-t", Folder, "-b", _blocked]);

    // The socket exists a moment before the agent listens.
    private async Task WaitAsync()
    {
        while (true)
        {
            try
            {
                await Client.GuestPingAsync(TestContext.Current.CancellationToken);
                return;
            }
            catch (GuestUnreachableException) when (!_process.HasExited)
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }
        }
    }
}
