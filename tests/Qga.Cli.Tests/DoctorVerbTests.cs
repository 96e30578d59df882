using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Qga.Cli.Health;

namespace Qga.Cli.Tests;

public sealed class DoctorVerbTests
{
    private const string Ports = """[{"name": "port0", "type": "child<virtserialport>"}]""";

    private static string Now => (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000).ToString(CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_healthy_guest_is_all_green()
    {
        await using ListeningMonitor monitor = Machine(isOpen: true);
        await using PlayedAgent agent = Agent();

        (int exitCode, Dictionary<string, string?> states, _) = await ExamineAsync(agent, monitor);

        Assert.Equal(0, exitCode);
        Assert.Equal(["process", "machine", "port", "opened", "socket", "agent", "version", "freeze", "commands", "clock"], states.Keys);
        Assert.All(states, state => Assert.Equal("ok", state.Value));
    }

    [Fact]
    public async Task Process_that_listens_is_named()
    {
        await using PlayedAgent agent = Agent();

        SocketHolders holders = new UnixSocketTable().Find(agent.Address)!;

        Assert.Equal((true, 0, $"{(await File.ReadAllTextAsync("/proc/self/comm", TestContext.Current.CancellationToken)).Trim()} ({Environment.ProcessId})"),
            (holders.IsListening, holders.Clients, holders.Process));
    }

    [Fact]
    public async Task Clients_that_are_served_are_counted()
    {
        await using PlayedAgent agent = Agent();
        using Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(agent.Address), TestContext.Current.CancellationToken);

        // A connection counts from the moment at which it is accepted.
        while (new UnixSocketTable().Find(agent.Address)!.Clients != 1)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Port_that_nobody_has_opened_is_broken()
    {
        await using ListeningMonitor monitor = Machine(isOpen: false);
        await using PlayedAgent agent = Agent();

        (int exitCode, Dictionary<string, string?> states, Dictionary<string, string?> remedies) = await ExamineAsync(agent, monitor);

        Assert.Equal((1, "broken", "in the guest: systemctl enable --now qemu-guest-agent"), (exitCode, states["opened"], remedies["opened"]));
    }

    [Theory]
    [InlineData("paused", "broken")]
    [InlineData("suspended", "broken")]
    [InlineData("shutdown", "broken")]
    public async Task Machine_that_does_not_run_is_broken(string status, string expected)
    {
        await using ListeningMonitor monitor = Machine(isOpen: true).On("query-status", $$"""{"running": false, "status": "{{status}}"}""");
        await using PlayedAgent agent = Agent();

        (int exitCode, Dictionary<string, string?> states, Dictionary<string, string?> remedies) = await ExamineAsync(agent, monitor);

        Assert.Equal((1, expected), (exitCode, states["machine"]));
        Assert.NotNull(remedies["machine"]);
    }

    [Fact]
    public async Task Frozen_guest_is_broken()
    {
        await using PlayedAgent agent = Agent().On("guest-fsfreeze-status", "\"frozen\"");

        (int exitCode, Dictionary<string, string?> states, Dictionary<string, string?> remedies) = await ExamineAsync(agent, null);

        Assert.Equal((1, "broken", "qga thaw web1"), (exitCode, states["freeze"], remedies["freeze"]));
        Assert.Null(states["machine"]);
    }

    [Fact]
    public async Task Clock_that_is_off_is_broken()
    {
        await using PlayedAgent agent = Agent().On("guest-get-time", "1000000000000000000");

        (int exitCode, Dictionary<string, string?> states, _) = await ExamineAsync(agent, null);

        Assert.Equal((1, "broken"), (exitCode, states["clock"]));
    }

    [Fact]
    public async Task Blocked_commands_are_noted()
    {
        const string Info = """{"version": "9.0", "supported_commands": [{"name": "guest-exec", "enabled": false, "success-response": true}]}""";
        await using PlayedAgent agent = Agent().On("guest-info", Info);

        (int exitCode, Dictionary<string, string?> states, _) = await ExamineAsync(agent, null);

        Assert.Equal((0, "note"), (exitCode, states["commands"]));
    }

    [Fact]
    public async Task Absent_socket_is_broken()
    {
        ToolRun run = await ToolRun.StartAsync("doctor", "/nowhere/ga.sock");

        Assert.Equal(1, run.ExitCode);
        Assert.Matches("(?m)^process +broken +/nowhere/ga.sock does not exist", run.Output);
        Assert.Matches("(?m)^agent +broken +", run.Output);
    }

    private static ListeningMonitor Machine(bool isOpen) => new ListeningMonitor()
        .On("query-status", """{"running": true, "status": "running"}""")
        .On("qom-list", arguments => $"\"return\": {(arguments.GetProperty("path").GetString() == "/machine/peripheral" ? Ports : "[]")}")
        .On("qom-get", arguments => $"\"return\": \"{(arguments.GetProperty("property").GetString() == "name" ? "org.qemu.guest_agent.0" : "agent0")}\"")
        .On("query-chardev", $$"""[{"label": "agent0", "filename": "unix:x", "frontend-open": {{(isOpen ? "true" : "false")}} }]""");

    private static PlayedAgent Agent() => new PlayedAgent()
        .On("guest-info", """{"version": "9.0", "supported_commands": [{"name": "guest-ping", "enabled": true, "success-response": true}]}""")
        .On("guest-fsfreeze-status", "\"thawed\"")
        .On("guest-get-time", _ => $"{Now}");

    private static async Task<(int ExitCode, Dictionary<string, string?> States, Dictionary<string, string?> Remedies)> ExamineAsync(PlayedAgent agent,
        ListeningMonitor? monitor)
    {
        ToolRun run = await ToolRun.StartAsync([new OneGuest(agent.Address, monitor?.Address)], ["doctor", "web1", "--json"]);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        JsonElement[] checks = [.. json.RootElement[0].GetProperty("answer").EnumerateArray()];
        return (
            run.ExitCode,
            checks.ToDictionary(check => check.GetProperty("check").GetString()!, check => check.GetProperty("state").GetString()),
            checks.ToDictionary(check => check.GetProperty("check").GetString()!, check => check.GetProperty("mend").GetString()));
    }
}
