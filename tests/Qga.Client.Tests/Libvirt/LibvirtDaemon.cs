using System.Diagnostics;

namespace Qga.Client.Tests.Libvirt;

/// <summary>
/// A libvirtd of its own, for sessions: all its files are in a temporary folder, and nothing of the machine's services takes part. It serves one user, who
/// must not be root: then it would be the machine's.
/// </summary>
public sealed class LibvirtDaemon : IAsyncLifetime
{
    private const string Daemon = "/usr/sbin/libvirtd";
    private const string Emulator = "/usr/bin/qemu-system-x86_64";

    private readonly string _folder = Directory.CreateTempSubdirectory("qga-libvirt-").FullName;
    private Process? _daemon;

    // Why the tests cannot run here; null: they can.
    private static string? Missing =>
        new[] { Daemon, Emulator, "/usr/bin/virsh", "/usr/bin/setpriv" }.FirstOrDefault(path => !File.Exists(path)) is { } path ? $"{path} is not installed" : null;

    public static void SkipIfMissing() => Assert.SkipWhen(Missing is not null, Missing ?? "");

    public string Uri => $"qemu:///session?socket={Socket}";

    private string Socket => $"{_folder}/run/libvirt/libvirt-sock";

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        await RunAsync("chmod", "777", _folder);
        await StartAsync();
        await DefineAsync("off", "");
        await DefineAsync("bare", "");
        await DefineAsync("deaf", $"""
            <channel type='unix'><source mode='bind' path='{_folder}/deaf.agent'/><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
            """);
        await RunAsync("virsh", "-c", Uri, "start", "bare");
        await RunAsync("virsh", "-c", Uri, "start", "deaf");
    }

    /// <summary>Starts the daemon, and waits until it answers. Domains that run are found again.</summary>
    public async Task StartAsync()
    {
        string[] identity = Environment.UserName == "root" ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
        string[] words =
        [
            .. identity, "env", "-i", $"PATH={Environment.GetEnvironmentVariable("PATH")}", $"HOME={_folder}/home", $"XDG_RUNTIME_DIR={_folder}/run",
            $"XDG_CONFIG_HOME={_folder}/config", $"XDG_CACHE_HOME={_folder}/cache", Daemon,
        ];
        _daemon = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true })!;
        _daemon.ErrorDataReceived += (_, _) => { };
        _daemon.BeginErrorReadLine();
        Stopwatch time = Stopwatch.StartNew();
        while (await TryRunAsync("virsh", "-c", Uri, "list") is not null)
        {
            Assert.False(_daemon.HasExited, "libvirtd has ended");
            Assert.True(time.Elapsed < TimeSpan.FromMinutes(1), "libvirtd does not answer");
            await Task.Delay(20);
        }
    }

    /// <summary>Ends the daemon; its domains go on.</summary>
    public async Task StopAsync()
    {
        _daemon!.Kill();
        await _daemon.WaitForExitAsync();
        _daemon.Dispose();
    }

    /// <summary>Stops the daemon without ending it, as a network that no longer carries anything would: nobody answers.</summary>
    public Task HaltAsync() => RunAsync("kill", "-STOP", $"{_daemon!.Id}");

    public Task ContinueAsync() => RunAsync("kill", "-CONT", $"{_daemon!.Id}");

    /// <summary>Gives virsh a command.</summary>
    public Task VirshAsync(params string[] words) => RunAsync(["virsh", "-c", Uri, .. words]);

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            foreach (string name in (string[])["bare", "deaf"])
            {
                await TryRunAsync("virsh", "-c", Uri, "destroy", name);
            }

            await StopAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task DefineAsync(string name, string devices)
    {
        string path = $"{_folder}/{name}.xml";
        await File.WriteAllTextAsync(path, $"""
            <domain type='qemu'>
              <name>{name}</name>
              <memory unit='MiB'>32</memory>
              <os><type arch='x86_64' machine='pc'>hvm</type></os>
              <devices><emulator>{Emulator}</emulator>{devices}<memballoon model='none'/></devices>
            </domain>
            """);
        await VirshAsync("define", path);
    }

    private static async Task RunAsync(params string[] words)
    {
        if (await TryRunAsync(words) is { } problem)
        {
            throw new InvalidOperationException($"{string.Join(' ', words)}: {problem}");
        }
    }

    private static async Task<string?> TryRunAsync(params string[] words)
    {
        using Process process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? null : await output + error;
    }
}
