using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Qga.Conformance;

/// <summary>The units and scripts that are shipped for init systems.</summary>
public sealed partial class ServiceFileTests
{
    public static readonly TheoryData<string> Starters =
    [
        "systemd/qemu-guest-agent.service",
        "systemd/qemu-guest-agent-vsock.service",
        "openrc/qemu-guest-agent",
        "runit/qemu-guest-agent/run",
        "sysv/qemu-guest-agent",
    ];

    [Theory, MemberData(nameof(Starters))]
    public void They_start_the_agent_with_options_that_it_has(string file)
    {
        string[] options = [.. Option().Matches(Code(file)).Select(match => match.Value).Where(option => option != "--pidfile=")];

        Assert.Equal((0, "/dev/null: no problems\n"), AgentRun.Of(["--check-config", "--config=/dev/null", .. options]));
    }

    [Theory]
    [InlineData("openrc/qemu-guest-agent")]
    [InlineData("openrc/qemu-guest-agent.confd")]
    [InlineData("runit/qemu-guest-agent/run")]
    [InlineData("sysv/qemu-guest-agent")]
    [InlineData("fsfreeze/fsfreeze-hook")]
    public void A_shell_understands_the_scripts(string file)
    {
        using Process shell = Process.Start("sh", ["-n", PathOf(file)]);
        shell.WaitForExit();

        Assert.Equal(0, shell.ExitCode);
    }

    [Theory]
    [InlineData("systemd/qemu-guest-agent.service")]
    [InlineData("systemd/qemu-guest-agent-vsock.service")]
    public void The_units_wait_for_readiness_and_watch_the_loop(string file)
    {
        string code = Code(file);

        Assert.Contains("\nType=notify\n", code, StringComparison.Ordinal);
        Assert.Contains("\nWatchdogSec=180\n", code, StringComparison.Ordinal);
        Assert.Contains("\nStartLimitIntervalSec=0\n", code, StringComparison.Ordinal);
    }

    private static string PathOf(string file) => ProjectFolder.PathOf($"packaging/{file}");

    private static string Code(string file) => string.Join('\n', File.ReadLines(PathOf(file)).Where(line => !line.TrimStart().StartsWith('#'))) + "\n";

    [GeneratedRegex(@"(?<=[ ""])--[a-z-]+(=[\w:/-]*)?")]
    private static partial Regex Option();
}
