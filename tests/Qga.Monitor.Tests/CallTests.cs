using Qapi.Runtime.Reading;

namespace Qga.Monitor.Tests;

public sealed class CallTests
{
    private const string Running = """{"running": true, "status": "some-new-state", "singlestep": false, "new": [1]}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Values_and_members_that_are_new_do_no_harm()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        Task<StatusInfo> call = monitor.Client.QueryStatusAsync(Cancellation);
        Assert.Equal("""{"execute": "query-status", "id": 2}""", await monitor.HearAsync());
        await monitor.AnswerAsync(2, Running);
        Assert.Equal(new StatusInfo { Running = true, Status = "some-new-state" }, await call);
    }

    [Fact]
    public async Task Replies_find_their_calls_in_any_order()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        Task<NameInfo> name = monitor.Client.QueryNameAsync(Cancellation);
        await monitor.HearAsync();
        Task<UuidInfo> uuid = monitor.Client.QueryUuidAsync(Cancellation);
        await monitor.HearAsync();
        await monitor.AnswerAsync(3, """{"UUID": "u"}""");
        await monitor.TellAsync("STOP");
        await monitor.AnswerAsync(2, """{"name": "n"}""");
        Assert.Equal("u", (await uuid).UUID);
        Assert.Equal("n", (await name).Name);
    }

    [Fact]
    public async Task Reply_may_be_printed_prettily_and_come_byte_by_byte()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        Task<StatusInfo> call = monitor.Client.QueryStatusAsync(Cancellation);
        await monitor.HearAsync();
        foreach (char one in "{\r\n    \"return\": {\r\n \"running\": false,\r\n \"status\": \"paused\"\r\n    },\r\n    \"id\": 2\r\n}\r\n")
        {
            await monitor.SayAsync(one.ToString());
        }

        Assert.Equal("paused", (await call).Status);
    }

    [Fact]
    public async Task Long_replies_are_read_and_short_ones_behind_them()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        string text = new('x', 1_000_003);
        Task<string> call = monitor.Client.HumanMonitorCommandAsync("info", cancellationToken: Cancellation);
        await monitor.HearAsync();
        await monitor.AnswerAsync(2, $"\"{text}\"");
        Assert.Equal(text, await call);
        Task next = monitor.Client.ContAsync(Cancellation);
        await monitor.HearAsync();
        await monitor.AnswerAsync(3);
        await next;
    }

    [Fact]
    public async Task Refusal_has_class_and_text_and_the_connection_goes_on()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        Task call = monitor.Client.SystemWakeupAsync(Cancellation);
        await monitor.HearAsync();
        await monitor.SayAsync("""{"id": 2, "error": {"class": "DeviceNotFound", "desc": "no such thing"}}""" + "\r\n");
        var refusal = await Assert.ThrowsAsync<MonitorRefusedException>(() => call);
        Assert.Equal(("DeviceNotFound", "no such thing"), (refusal.ErrorClass, refusal.Message));
        await AssertGoesOnAsync(monitor, 3);
    }

    [Fact]
    public async Task Result_that_does_not_fit_is_told_and_the_connection_goes_on()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        Task call = monitor.Client.QueryStatusAsync(Cancellation);
        await monitor.HearAsync();
        await monitor.AnswerAsync(2, """{"running": 1}""");
        var failure = await Assert.ThrowsAsync<MonitorReplyException>(() => call);
        Assert.Equal("the monitor's reply makes no sense: Invalid parameter type for 'running', expected: boolean", failure.Message);
        await AssertGoesOnAsync(monitor, 3);
    }

    [Fact]
    public async Task Late_reply_is_dropped_after_the_time_is_over()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync(new() { CallTimeout = TimeSpan.FromMilliseconds(50) });
        var failure = await Assert.ThrowsAsync<MonitorTimeoutException>(() => monitor.Client.QueryStatusAsync(Cancellation));
        Assert.Equal("query-status was not answered within 0.05 s", failure.Message);
        await monitor.HearAsync();
        await monitor.AnswerAsync(2, Running);

        // A slow command has another limit, which this test does not reach.
        Task<string> next = monitor.Client.HumanMonitorCommandAsync("info", cancellationToken: Cancellation);
        Assert.Equal("""{"execute": "human-monitor-command", "arguments": {"command-line": "info"}, "id": 3}""", await monitor.HearAsync());
        await monitor.AnswerAsync(3, "\"text\"");
        Assert.Equal("text", await next);
    }

    [Fact]
    public async Task Cancelled_call_leaves_the_client_usable()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        using CancellationTokenSource source = new();
        Task call = monitor.Client.QueryStatusAsync(source.Token);
        await monitor.HearAsync();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await monitor.AnswerAsync(2, "\"late\"");
        await AssertGoesOnAsync(monitor, 3);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => monitor.Client.QueryStatusAsync(source.Token));
        await AssertGoesOnAsync(monitor, 4);
    }

    [Fact]
    public async Task Request_that_is_given_up_while_it_is_written_goes_out_whole()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        using CancellationTokenSource source = new();
        string longer = new('x', 4_000_000);
        Task call = monitor.Client.HumanMonitorCommandAsync(longer, cancellationToken: source.Token);
        Task<StatusInfo> next = monitor.Client.QueryStatusAsync(Cancellation);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal($$$"""{"execute": "human-monitor-command", "arguments": {"command-line": "{{{longer}}}"}, "id": 2}""", await monitor.HearAsync());
        Assert.Equal("""{"execute": "query-status", "id": 3}""", await monitor.HearAsync());
        await monitor.AnswerAsync(2, "\"\"");
        await monitor.AnswerAsync(3, Running);
        Assert.True((await next).Running);
    }

    [Fact]
    public async Task Time_runs_while_a_request_waits_for_the_one_before_it()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync(new() { CallTimeout = TimeSpan.FromMilliseconds(50) });
        Task<string> call = monitor.Client.HumanMonitorCommandAsync(new string('x', 4_000_000), cancellationToken: Cancellation);
        await Assert.ThrowsAsync<MonitorTimeoutException>(() => monitor.Client.QueryStatusAsync(Cancellation));
        await monitor.HearAsync();
        await monitor.AnswerAsync(2, "\"done\"");
        Assert.Equal("done", await call);
    }

    [Theory]
    [InlineData("nonsense\n", "what the monitor sends is not QMP: 3:1: JSON parse error, ")]
    [InlineData("[]\n", "what the monitor sends is not QMP: a message is no object")]
    [InlineData("{}\n", "what the monitor sends is not QMP: neither a result nor an error")]
    [InlineData("{\"return\": {}}\n", "what the monitor sends is not QMP: a reply has no id: it is a result")]
    [InlineData("{\"error\": {\"class\": \"GenericError\", \"desc\": \"what?\"}}\n", "what the monitor sends is not QMP: a reply has no id: what?")]
    [InlineData(null, "the connection to the monitor is lost")]
    public async Task Connection_that_ends_or_makes_no_sense_ends_all_calls(string? said, string message)
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        Task<StatusInfo>[] calls = [monitor.Client.QueryStatusAsync(Cancellation), monitor.Client.QueryStatusAsync(Cancellation)];
        await monitor.HearAsync();
        await monitor.HearAsync();
        if (said is null)
        {
            monitor.HangUp();
        }
        else
        {
            await monitor.SayAsync(said);
        }

        foreach (Task<StatusInfo> call in calls)
        {
            Assert.StartsWith(message, (await Assert.ThrowsAsync<MonitorConnectionException>(() => call)).Message, StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<MonitorConnectionException>(() => monitor.Client.QueryStatusAsync(Cancellation));
    }

    [Fact]
    public async Task Disposing_ends_calls()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        Task call = monitor.Client.QueryStatusAsync(Cancellation);
        await monitor.HearAsync();
        await monitor.Client.DisposeAsync();
        Assert.Equal("the client of the monitor has been disposed of", (await Assert.ThrowsAsync<MonitorConnectionException>(() => call)).Message);
        await Assert.ThrowsAsync<MonitorConnectionException>(() => monitor.Client.QueryStatusAsync(Cancellation));
    }

    [Fact]
    public async Task Any_command_can_be_called()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        Task<long> call = monitor.Client.CallAsync<long>("x-count", null, JsonValue.ReadInt64, Cancellation);
        Assert.Equal("""{"execute": "x-count", "id": 2}""", await monitor.HearAsync());
        await monitor.AnswerAsync(2, "-7");
        Assert.Equal(-7, await call);
    }

    [Fact]
    public async Task Transaction_is_written_as_qemu_reads_it()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        BlockdevSnapshotSync outside = new() { Device = "d0", SnapshotFile = "/new", Mode = NewImageMode.AbsolutePaths };
        BlockdevSnapshotInternal inside = new() { Device = "d1", Name = "s" };
        Task call = monitor.Client.TransactionAsync(
            [
                new TransactionAction.BlockdevSnapshotSync { Content = new() { Data = outside } },
                new TransactionAction.BlockdevSnapshotInternalSync { Content = new() { Data = inside } },
            ],
            Cancellation);
        Assert.Equal(
            """
            {"execute": "transaction", "arguments": {"actions": [{"type": "blockdev-snapshot-sync", "data": {"device": "d0", "snapshot-file": "/new",
             "mode": "absolute-paths"}}, {"type": "blockdev-snapshot-internal-sync", "data": {"device": "d1", "name": "s"}}]}, "id": 2}
            """.Replace("\n", "", StringComparison.Ordinal),
            await monitor.HearAsync());
        await monitor.AnswerAsync(2);
        await call;
    }

    private static async Task AssertGoesOnAsync(ScriptedMonitor monitor, long id)
    {
        Task<StatusInfo> next = monitor.Client.QueryStatusAsync(Cancellation);
        Assert.Equal($$"""{"execute": "query-status", "id": {{id}}}""", await monitor.HearAsync());
        await monitor.AnswerAsync(id, Running);
        Assert.True((await next).Running);
    }
}
