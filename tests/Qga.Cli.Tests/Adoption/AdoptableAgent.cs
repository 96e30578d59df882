using System.Diagnostics;
using System.Runtime.Versioning;
using Qga.Support;

namespace Qga.Cli.Tests.Adoption;

/// <summary>
/// QEMU's agent, as something without systemd has started it, in a tree that switch.sh takes for the guest's: its program can be replaced, and is. The
/// processes are those of this machine.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class AdoptableAgent : IAsyncDisposable
{
    private const string Original = "/usr/sbin/qemu-ga";

    private readonly TemporaryPlace _place = new();
    private readonly Process _process;

    private AdoptableAgent(string blocked)
    {
        string program = Path.Combine(Root, "usr/sbin/qemu-ga");
        foreach (string folder in (string[])["usr/sbin", "usr/local/lib", "run"])
        {
            Directory.CreateDirectory(Path.Combine(Root, folder));
        }

        File.CreateSymbolicLink(Path.Combine(Root, "proc"), "/proc");
        File.Copy(Original, program);
        _process = Process.Start(new ProcessStartInfo(
            program, ["-m", "unix-listen", "-p", Address, "-t", Root, "-b", HarmfulCommands.List + ",guest-fsfreeze-thaw" + blocked])
        {
            Environment = { ["QGA_SWITCH_ROOT"] = Root },
        })!;
    }

    public string Root => _place.Path;

    public string Address => Path.Combine(Root, "ga.sock");

    /// <summary>The file that starts the agent.</summary>
    public string Program => Path.Combine(Root, "usr/sbin/qemu-ga");

    /// <summary>Starts one.</summary>
    /// <param name="blocked">Commands that it refuses, each with a comma in front.</param>
    public static async Task<AdoptableAgent> StartAsync(string blocked = "")
    {
        Assert.SkipUnless(File.Exists(Original), $"{Original}: no such executable");
        AdoptableAgent agent = new(blocked);
        Assert.Equal(0, (await ToolRun.StartAsync("wait", agent.Address, "--timeout", "30")).ExitCode);
        return agent;
    }

    public async ValueTask DisposeAsync()
    {
        // Whatever runs by now is a program of the folder.
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            if (new FileInfo($"{process}/exe").LinkTarget?.StartsWith($"{Root}/", StringComparison.Ordinal) == true)
            {
                using Process agent = Process.GetProcessById(int.Parse(Path.GetFileName(process), System.Globalization.CultureInfo.InvariantCulture));
                agent.Kill();
            }
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _place.Dispose();
    }
}
