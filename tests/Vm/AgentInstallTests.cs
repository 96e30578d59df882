using System.Text.Json.Nodes;
using Qga.Machines;

namespace Qga.Vm;

/// <summary>The agent of Debian's package is replaced through itself, and comes back.</summary>
public sealed class AgentInstallTests(AdoptionGuest guest) : IClassFixture<AdoptionGuest>
{
    // Of the unit; its files are below /etc and /run.
    public const string DropIns = "ls /etc/systemd/system/qemu-guest-agent.service.d /run/systemd/system/qemu-guest-agent.service.d 2>/dev/null";

    [Fact]
    public async Task Installed_upgraded_and_rolled_back()
    {
        JsonNode before = await guest.AgentAsync("status");
        Assert.Equal(("qemu", "qemu-guest-agent.service"), ((string?)before["agent"], (string?)before["service"]));
        Assert.StartsWith("deb qemu-guest-agent ", (string?)before["from"], StringComparison.Ordinal);

        JsonNode installed = await guest.AgentAsync("install", "--from", Project.Agent);
        Assert.Equal(("changed", "original"), ((string?)installed["outcome"], (string?)installed["previous"]));
        Assert.Equal((string?)before["version"], (string?)installed["before"]);
        Assert.Equal("qga", (string?)(await guest.AgentAsync("status"))["agent"]);
        await guest.Shell.RunAsync("""
            set -e
            guest-load
            cmp /proc/$(systemctl show -P MainPID qemu-guest-agent)/exe /guest/bin/qemu-ga
            test -z "$(dpkg --verify qemu-guest-agent | grep sbin)"
            test ! -e /run/systemd/system/qemu-guest-agent.service.d
            """);

        string another = await guest.AnotherReleaseAsync();
        Assert.Equal("changed", (string?)(await guest.AgentAsync("upgrade", "--from", another))["outcome"]);
        string? upgraded = (string?)(await guest.AgentAsync("status"))["program"];
        Assert.Equal("unchanged", (string?)(await guest.AgentAsync("upgrade", "--from", another))["outcome"]);
        Assert.Equal("changed", (string?)(await guest.AgentAsync("rollback"))["outcome"]);
        Assert.NotEqual(upgraded, (string?)(await guest.AgentAsync("status"))["program"]);

        Assert.Equal("changed", (string?)(await guest.AgentAsync("rollback", "--original"))["outcome"]);
        JsonNode after = await guest.AgentAsync("status");
        Assert.Equal((string?)before["version"], (string?)after["version"]);
        Assert.Equal((string?)before["from"], (string?)after["from"]);
        Assert.Equal("", (await guest.Shell.TryRunAsync(DropIns)).Output);
    }

    [Fact]
    public async Task A_broken_agent_is_rolled_back_by_the_guest()
    {
        // It has a version, and ends as soon as it is to serve.
        ToolResult run = await guest.Tool.TryRunAsync("agent", "install", "--from", "/bin/true", "--rollback-after", "10", Machine.Name);

        Assert.Equal((1, "qga: the old agent runs again: nobody has heard from the new agent within 10 s\n"), (run.ExitCode, run.Error));
        Assert.Equal("qemu", (string?)(await guest.AgentAsync("status"))["agent"]);
        Assert.Equal("", (await guest.Shell.TryRunAsync(DropIns)).Output);
    }

    [Fact]
    public async Task A_host_that_goes_away_in_the_middle_leaves_the_old_agent()
    {
        using (ToolProcess tool = guest.Tool.Start(["agent", "install", "--from", Project.Agent, "--rollback-after", "10", Machine.Name]))
        {
            await guest.Shell.WaitUntilAsync("test -e /usr/local/lib/qga-agent/trial/pid", TimeSpan.FromSeconds(60));
        }

        await guest.Shell.WaitUntilAsync("test ! -e /usr/local/lib/qga-agent/trial", TimeSpan.FromSeconds(60));
        await guest.Tool.RunAsync("wait", Machine.Name, "--timeout", "60");
        Assert.Equal("qemu", (string?)(await guest.AgentAsync("status"))["agent"]);
    }
}
