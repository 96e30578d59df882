using System.Text;
using Qapi.Runtime.Reading;
using Qga.Client;
using Qga.Contracts;

namespace Qga.Testing.Tests;

/// <summary>What a fake agent does by itself.</summary>
public sealed class ProtocolTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_a_client_that_synchronizes_and_pings()
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Connect());
        await client.GuestPingAsync(Cancellation);
        Assert.Equal(1, agent.Synchronizations);
        Assert.Equal([new FakeRequest("guest-ping", "{}", 1)], agent.Requests);
    }

    [Fact]
    public async Task Speaks_as_the_protocol_demands()
    {
        await using FakeGuestAgent agent = new();
        await using Stream stream = agent.Connect();
        await stream.WriteAsync("""{"execute": "guest-sync", "arguments": {"id": 7}, "id": "x"}"""u8.ToArray(), Cancellation);
        Assert.Equal("""{"return": 7, "id": "x"}""", await ReadLineAsync(stream));
        await stream.WriteAsync("{\"execute\": \"guest-sync-delimited\", "u8.ToArray(), Cancellation);
        await stream.WriteAsync("\"arguments\": {\"id\": 8}}\n"u8.ToArray(), Cancellation);
        Assert.Equal("\u00FF{\"return\": 8}", await ReadLineAsync(stream));
        await stream.WriteAsync("{\"execute\": \"guest-tea\"}{\"id\": 1}[}"u8.ToArray(), Cancellation);
        Assert.Equal("""{"error": {"class": "CommandNotFound", "desc": "The command guest-tea has not been found"}}""", await ReadLineAsync(stream));
        Assert.Equal("""{"id": 1, "error": {"class": "GenericError", "desc": "QMP input lacks member 'execute'"}}""", await ReadLineAsync(stream));
        Assert.Contains("JSON parse error, expecting value", await ReadLineAsync(stream), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_as_the_test_says()
    {
        await using FakeGuestAgent agent = new();
        agent.SetResult("guest-get-host-name", """{"host-name": "web1"}""");
        agent.SetError("guest-get-osinfo", "uname failed: Operation not permitted");
        agent.SetHandler("guest-file-open", request => FakeReply.Return(request.Arguments.Contains("/srv", StringComparison.Ordinal) ? "1000" : "1001"));
        agent.SetHandler("guest-file-close", _ => throw new InvalidOperationException("no file is open"));
        await using GuestAgentClient client = new(agent.Connect());
        Assert.Equal("web1", (await client.GuestGetHostNameAsync(Cancellation)).HostName);
        Assert.Equal(
            "uname failed: Operation not permitted",
            (await Assert.ThrowsAsync<GuestAgentRefusedException>(() => client.GuestGetOsinfoAsync(Cancellation))).Message);
        Assert.Equal(1000, await client.GuestFileOpenAsync("/srv/a", cancellationToken: Cancellation));
        Assert.Equal(1001, await client.GuestFileOpenAsync("/etc/a", cancellationToken: Cancellation));
        Assert.Equal(
            "no file is open",
            (await Assert.ThrowsAsync<GuestAgentRefusedException>(() => client.GuestFileCloseAsync(1000, Cancellation))).Message);
        Assert.Equal("""{"path": "/etc/a"}""", agent.Requests[3].Arguments);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("1 2")]
    [InlineData("{\"a\":\n1}")]
    [InlineData("hello")]
    public void Result_that_is_not_one_value_in_one_line_is_refused(string json) => Assert.Throws<ArgumentException>(() => FakeReply.Return(json));

    [Fact]
    public async Task Tells_what_it_can_do()
    {
        await using FakeGuestAgent agent = new() { Version = "2.1.0" };
        agent.SetResult("guest-get-time", "5");
        agent.Remove("guest-fsfreeze-freeze-list");
        agent.Block("guest-get-time");
        await using GuestAgentClient client = new(agent.Connect());
        GuestAgentInfo info = await client.GuestInfoAsync(Cancellation);
        Assert.Equal("2.1.0", info.Version);
        Assert.DoesNotContain(info.SupportedCommands, command => command.Name == "guest-fsfreeze-freeze-list");
        Assert.Contains(info.SupportedCommands, command => command is { Name: "guest-get-time", Enabled: false });
        Assert.Contains(info.SupportedCommands, command => command is { Name: "guest-ping", Enabled: true });
        await Assert.ThrowsAsync<GuestCommandBlockedException>(() => client.GuestGetTimeAsync(Cancellation));
        await Assert.ThrowsAsync<GuestCommandUnknownException>(() => client.GuestFsfreezeFreezeListAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Refuses_most_while_frozen()
    {
        await using FakeGuestAgent agent = new();
        agent.Freezing.Mountpoints = ["/", "/srv", "/home"];
        agent.SetResult("guest-get-time", "5");
        await using GuestAgentClient client = new(agent.Connect());
        Assert.Equal(2, await client.GuestFsfreezeFreezeListAsync(["/srv", "/", "/missing"], Cancellation));
        Assert.Equal(["/", "/srv"], agent.Freezing.Frozen);
        Assert.Equal(GuestFsfreezeStatus.Frozen, await client.GuestFsfreezeStatusAsync(Cancellation));
        foreach (string command in new[] { "guest-get-time", "guest-fsfreeze-freeze" })
        {
            var refusal = await Assert.ThrowsAsync<GuestCommandBlockedException>(
                () => client.CallAsync<JsonAny>(command, null, JsonValue.ReadAny, Cancellation));
            Assert.Equal($"Command {command} has been disabled: the command is not allowed", refusal.Message);
            Assert.Equal("CommandNotFound", refusal.ErrorClass);
        }

        await client.GuestPingAsync(Cancellation);
        Assert.Equal(
            ["guest-fsfreeze-status", "guest-fsfreeze-thaw", "guest-info", "guest-ping", "guest-sync", "guest-sync-delimited"],
            (await client.GuestInfoAsync(Cancellation)).SupportedCommands.Where(command => command.Enabled).Select(command => command.Name));
        Assert.True(agent.Freezing.ThawInGuest("/srv"));
        Assert.Equal(1, await client.GuestFsfreezeThawAsync(Cancellation));
        Assert.Equal(GuestFsfreezeStatus.Thawed, await client.GuestFsfreezeStatusAsync(Cancellation));
        Assert.Equal((1, 1), (agent.Freezing.Freezes, agent.Freezing.Thaws));
        Assert.Equal(5, await client.GuestGetTimeAsync(Cancellation));
    }

    [Fact]
    public async Task Freeze_can_fail_and_can_freeze_nothing()
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Connect());
        Assert.Equal(0, await client.GuestFsfreezeFreezeListAsync([], Cancellation));
        Assert.False(agent.Freezing.IsFrozen);
        agent.Freezing.Error = "failed to freeze /: Input/output error";
        var refusal = await Assert.ThrowsAsync<GuestAgentRefusedException>(() => client.GuestFsfreezeFreezeAsync(Cancellation));
        Assert.Equal("failed to freeze /: Input/output error", refusal.Message);
        Assert.Equal(0, agent.Freezing.Freezes);
    }

    private static async Task<string> ReadLineAsync(Stream stream)
    {
        StringBuilder line = new();
        byte[] next = new byte[1];
        while (true)
        {
            await stream.ReadExactlyAsync(next, Cancellation);
            if (next[0] == '\n')
            {
                return line.ToString();
            }

            line.Append((char)next[0]);
        }
    }
}
