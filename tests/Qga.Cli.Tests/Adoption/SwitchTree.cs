using System.Diagnostics;
using System.Runtime.Versioning;
using Qga.Cli.Adoption;

namespace Qga.Cli.Tests.Adoption;

/// <summary>
/// A tree that switch.sh takes for a guest's: the agent is this process, and the programs of systemd and dpkg are the test's. Seconds pass in a twentieth.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class SwitchTree : IDisposable
{
    private const UnixFileMode Program = (UnixFileMode)0b111_101_101;

    private readonly TemporaryPlace _place = new();

    public SwitchTree()
    {
        foreach (string folder in (string[])["run/systemd/system", "usr/local/lib", "etc"])
        {
            Directory.CreateDirectory(PathOf(folder));
        }

        Boot("first");
        Write($"proc/{Environment.ProcessId}/cgroup", "0::/system.slice/qemu-guest-agent.service\n");
        Write("unit", "# /lib/systemd/system/qemu-guest-agent.service\n[Service]\nExecStart=-/usr/sbin/qemu-ga \\\n  -v\n");
        AddProgram("usr/sbin/qemu-ga", "echo QEMU Guest Agent 7.2.22");
        SetAgent("usr/sbin/qemu-ga");
        AddTool("sleep", "exec /bin/sleep 0.05");
        AddTool("dpkg-query", """
            case $1 in
              -S) [ "$2" = /usr/sbin/qemu-ga ] && echo "qemu-guest-agent: $2" ;;
              *) echo 'deb qemu-guest-agent 1:7.2' ;;
            esac
            """);
        AddTool("systemd-run", "while [ \"${1#--}\" != \"$1\" ]; do shift; done; setsid \"$@\" </dev/null >/dev/null 2>&1 &");
        AddTool("systemctl", """
            echo "$*" >>"$QGA_SWITCH_ROOT/calls"
            [ "$1" != cat ] || cat "$QGA_SWITCH_ROOT/unit"
            for file in "$QGA_SWITCH_ROOT"/etc/systemd/system/*.d/*.conf "$QGA_SWITCH_ROOT"/run/systemd/system/*.d/*.conf; do
              if [ "$1" = cat ] && [ -e "$file" ]; then echo "# $file"; cat "$file"; fi
            done
            """);
    }

    public string Root => _place.Path;

    /// <summary>Where agents are put.</summary>
    public string Folder => PathOf("usr/local/lib/qga-agent");

    public string KeptFile => PathOf("etc/systemd/system/qemu-guest-agent.service.d/zz-qga-1.conf");

    public string TrialFile => PathOf("run/systemd/system/qemu-guest-agent.service.d/zz-qga-2-trial.conf");

    /// <summary>What systemctl was asked for.</summary>
    public IEnumerable<string> Calls => File.Exists(PathOf("calls"))
        ? File.ReadLines(PathOf("calls")).Where(call => !call.StartsWith("cat ", StringComparison.Ordinal))
        : [];

    public string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>Starts the guest anew: what is below /run is gone.</summary>
    public void Boot(string id)
    {
        Write("proc/sys/kernel/random/boot_id", $"{id}\n");
        Directory.Delete(PathOf("run"), recursive: true);
        Directory.CreateDirectory(PathOf("run/systemd/system"));
    }

    /// <summary>Makes a program the one that the agent is.</summary>
    public void SetAgent(string path)
    {
        string link = PathOf($"proc/{Environment.ProcessId}/exe");
        File.Delete(link);
        File.CreateSymbolicLink(link, PathOf(path));
    }

    /// <summary>Puts an agent into the folder, with the script.</summary>
    /// <returns>Its path.</returns>
    public string AddAgent(string name, string script)
    {
        Write("usr/local/lib/qga-agent/switch.sh", SwitchScript.Text);
        return AddProgram($"usr/local/lib/qga-agent/{name}", script);
    }

    public string AddProgram(string name, string script)
    {
        string path = Write(name, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, Program);
        return path;
    }

    public void AddTool(string name, string script) => AddProgram($"bin/{name}", script);

    public string Write(string name, string content) => _place.Write(name, content);

    /// <summary>Runs a step of the script as the agent would.</summary>
    public async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] words)
    {
        ProcessStartInfo start = new("/bin/sh", [Path.Combine(Folder, "switch.sh"), .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["QGA_SWITCH_ROOT"] = Root, ["PATH"] = $"{PathOf("bin")}:{Environment.GetEnvironmentVariable("PATH")}" },
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);
    }

    /// <summary>Waits until a switch has ended.</summary>
    /// <returns>How.</returns>
    public async Task<string> EndAsync(string token)
    {
        for (; ; await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            if ((await RunAsync("result", token)).Output is string result and not "running\n")
            {
                return result;
            }
        }
    }

    /// <summary>Waits until a file is there.</summary>
    public static async Task WaitForAsync(string path)
    {
        while (!File.Exists(path))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose() => _place.Dispose();
}
