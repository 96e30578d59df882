using System.Net.Sockets;
using System.Text.Json.Nodes;
using Qga.Machines;

namespace Qga.Vm.Tool;

/// <summary>The agent itself: any of its commands, and what is wrong where it does not answer.</summary>
[Collection(ToolGuest.Name)]
public sealed class AgentTests(ToolGuest guest)
{
    public static TheoryData<string> Agents => ToolGuest.Agents;

    private HostTool Tool => guest.Tool;

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Call_carries_out_any_command(string agent)
    {
        string handle = await Tool.RunAsync("call", agent, "guest-file-open", $"path=/mnt/xfs/called-{agent}", "mode=w");
        await Tool.RunAsync("call", agent, "guest-file-write", $$"""{"handle": {{handle}}, "buf-b64": "aGVsbG8="}""");
        await Tool.RunAsync("call", agent, "guest-file-close", $"handle={handle}");
        Assert.Equal("hello", await guest.Shell.RunAsync($"cat /mnt/xfs/called-{agent}"));
        ToolResult refused = await Tool.TryRunAsync("call", agent, "guest-file-close", "handle=0");
        Assert.Equal((1, "qga: handle '0' has not been found\n"), (refused.ExitCode, refused.Error));
        Assert.Equal(2, (await Tool.TryRunAsync("call", agent, "guest-file-close", "handle=none")).ExitCode);
    }

    [Fact]
    public async Task Commands_tells_what_an_agent_has()
    {
        Assert.Equal("enabled", await StateAsync(ToolGuest.Ours, "guest-network-get-route"));
        Assert.Equal("missing", await StateAsync(ToolGuest.Debians, "guest-network-get-route"));
        Assert.Equal("enabled", await StateAsync(ToolGuest.Debians, "guest-exec"));
        Assert.Contains("capture-output", await Tool.RunAsync("schema", "guest-exec"), StringComparison.Ordinal);
        ToolResult missing = await Tool.TryRunAsync("call", ToolGuest.Debians, "guest-network-get-route");
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("'qga commands' shows what this agent has", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_finds_all_well()
    {
        (_, Dictionary<string, JsonNode> checks) = await ExamineAsync(ToolGuest.Ours);
        Assert.Equal(["process", "machine", "port", "opened", "socket", "agent", "version", "freeze", "commands", "clock"], checks.Keys);

        // The clock of an emulated guest runs as it can.
        Assert.All(checks.Where(check => check.Key != "clock"), check => Assert.Equal("ok", (string?)check.Value["state"]));
        (_, checks) = await ExamineAsync(ToolGuest.Debians);
        Assert.All(checks.Where(check => check.Key != "clock"), check => Assert.NotEqual("broken", (string?)check.Value["state"]));
    }

    [Fact]
    public async Task An_agent_that_does_not_run_is_told_from_one_that_is_silent()
    {
        await guest.Shell.RunAsync("systemctl stop qemu-guest-agent");
        try
        {
            Assert.Equal("not running", (string?)(await Tool.AskAsync("list", ToolGuest.Ours, "--timeout", "4"))["agent"]);
            (int exitCode, Dictionary<string, JsonNode> checks) = await ExamineAsync(ToolGuest.Ours);
            Assert.Equal((1, "broken"), (exitCode, (string?)checks["opened"]["state"]));
            Assert.Equal("in the guest: systemctl enable --now qemu-guest-agent", (string?)checks["opened"]["mend"]);
            ToolResult ping = await Tool.TryRunAsync("info", ToolGuest.Ours, "--timeout", "2");
            Assert.Equal(3, ping.ExitCode);
            using ToolProcess waiting = Tool.Start(["wait", ToolGuest.Ours]);
            await guest.Shell.RunAsync("systemctl start qemu-guest-agent");
            Assert.Equal(0, (await waiting.EndAsync()).ExitCode);

            await guest.Shell.RunAsync("systemctl kill --signal=STOP qemu-guest-agent");
            Assert.Equal("silent", (string?)(await Tool.AskAsync("list", ToolGuest.Ours, "--timeout", "4"))["agent"]);
            (exitCode, checks) = await ExamineAsync(ToolGuest.Ours);
            Assert.Equal((1, "ok", "broken"), (exitCode, (string?)checks["opened"]["state"], (string?)checks["agent"]["state"]));
            Assert.Equal("in the guest: systemctl restart qemu-guest-agent", (string?)checks["agent"]["mend"]);
        }
        finally
        {
            await guest.Shell.RunAsync("systemctl kill --signal=CONT qemu-guest-agent; systemctl start qemu-guest-agent");
            await Tool.RunAsync("wait", ToolGuest.Ours);
        }
    }

    [Fact]
    public async Task A_paused_machine_is_named()
    {
        await guest.Machine.Monitor.ExecuteAsync("stop");
        try
        {
            Assert.Equal("paused", (string?)(await Tool.AskAsync("list", ToolGuest.Ours, "--timeout", "4"))["agent"]);
            (int exitCode, Dictionary<string, JsonNode> checks) = await ExamineAsync(ToolGuest.Ours);
            Assert.Equal((1, "it is paused"), (exitCode, (string?)checks["machine"]["found"]));
            Assert.Contains("cont", (string?)checks["machine"]["mend"], StringComparison.Ordinal);
            foreach (string agent in (string[])[ToolGuest.Ours, ToolGuest.Debians])
            {
                ToolResult silent = await Tool.TryRunAsync("info", agent, "--timeout", "2");
                Assert.Equal(3, silent.ExitCode);
                Assert.Contains("'qga doctor' finds out why", silent.Error, StringComparison.Ordinal);
            }

            Assert.Equal(4, (await Tool.TryRunAsync("wait", ToolGuest.Ours, "--timeout", "1")).ExitCode);
        }
        finally
        {
            await guest.Machine.Monitor.ExecuteAsync("cont");
        }

        await Tool.RunAsync("wait", ToolGuest.Ours);
        await Tool.RunAsync("wait", ToolGuest.Debians);
    }

    [Fact]
    public async Task A_client_that_holds_the_socket_is_named()
    {
        using (await Connection.OpenAsync(new UnixDomainSocketEndPoint(guest.Machine.Files.AgentSocket), TestContext.Current.CancellationToken))
        {
            ToolResult silent = await Tool.TryRunAsync("info", ToolGuest.Ours, "--timeout", "2");
            Assert.Equal(3, silent.ExitCode);
            Assert.Contains("'qga doctor' finds out why", silent.Error, StringComparison.Ordinal);
            JsonNode listed = await Tool.AskAsync("list", ToolGuest.Ours, "--timeout", "4");
            Assert.Equal("silent", (string?)listed["agent"]);
            Assert.Contains("another client", (string?)listed["problem"], StringComparison.Ordinal);
            (int exitCode, Dictionary<string, JsonNode> checks) = await ExamineAsync(ToolGuest.Ours);
            Assert.Equal((1, "broken"), (exitCode, (string?)checks["socket"]["state"]));
            Assert.Contains("serves another client", (string?)checks["socket"]["found"], StringComparison.Ordinal);
        }

        await Tool.RunAsync("wait", ToolGuest.Ours);
    }

    private async Task<string?> StateAsync(string agent, string command) =>
        (string?)(await Tool.AskAsync("commands", agent, "--missing")).AsArray().Single(row => (string?)row!["command"] == command)!["state"];

    private async Task<(int ExitCode, Dictionary<string, JsonNode> Checks)> ExamineAsync(string agent)
    {
        ToolResult result = await Tool.TryRunAsync("doctor", agent, "--json");
        JsonArray checks = JsonNode.Parse(result.Output)!.AsArray().Single()!["answer"]!.AsArray();
        return (result.ExitCode, checks.ToDictionary(check => (string)check!["check"]!, check => check!));
    }
}
