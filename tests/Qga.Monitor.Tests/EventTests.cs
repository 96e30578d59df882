using System.Text;

namespace Qga.Monitor.Tests;

public sealed class EventTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Event_before_the_reply_of_its_command_is_not_missed()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        using MonitorSubscription events = monitor.Client.Subscribe();
        Task call = monitor.Client.SystemResetAsync(Cancellation);
        await monitor.HearAsync();
        await monitor.TellAsync("RESET", """{"guest": false, "reason": "a-new-reason", "more": null}""");
        await monitor.AnswerAsync(2);
        await call;
        MonitorEvent happened = await events.ReadAsync(Cancellation);
        Assert.Equal("RESET", happened.Name);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_250), happened.Time);
        Assert.Equal(new ResetEvent { Guest = false, Reason = "a-new-reason" }, happened.Data);
        Assert.Equal("""{"guest": false, "reason": "a-new-reason", "more": null}""", Encoding.UTF8.GetString(happened.Json!.Text.Span));
    }

    [Fact]
    public async Task Event_without_data_has_its_type()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        using MonitorSubscription events = monitor.Client.Subscribe();
        await monitor.TellAsync("SUSPEND_DISK", time: """{"seconds": -1, "microseconds": -1}""");
        MonitorEvent happened = await events.ReadAsync(Cancellation);
        Assert.Equal(new("SUSPEND_DISK", null, new SuspendDiskEvent(), null), happened);
    }

    [Theory]
    [InlineData("JOB_STATUS_CHANGE", """{"status": "created", "id": "j"}""")]
    [InlineData("SHUTDOWN", """{"guest": 1}""")]
    [InlineData("SHUTDOWN", "[]")]
    public async Task Event_that_is_unknown_or_does_not_fit_has_its_json(string name, string data)
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        using MonitorSubscription events = monitor.Client.Subscribe();
        await monitor.TellAsync(name, data);
        MonitorEvent happened = await events.ReadAsync(Cancellation);
        Assert.Equal((name, null, data), (happened.Name, happened.Data, Encoding.UTF8.GetString(happened.Json!.Text.Span)));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("""{"seconds": "7"}""")]
    [InlineData("""{"seconds": 9223372036854775807, "microseconds": 0}""")]
    [InlineData("""{"seconds": 7, "microseconds": 1000000}""")]
    public async Task Time_that_makes_no_sense_is_none(string time)
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        using MonitorSubscription events = monitor.Client.Subscribe();
        await monitor.TellAsync("STOP", time: time);
        Assert.Null((await events.ReadAsync(Cancellation)).Time);
    }

    [Fact]
    public async Task Waiting_for_one_drops_those_before_it_and_keeps_those_behind_it()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        using MonitorSubscription events = monitor.Client.Subscribe();
        await monitor.TellAsync("POWERDOWN");
        await monitor.TellAsync("STOP");
        await monitor.TellAsync("SHUTDOWN", """{"guest": true}""");
        await monitor.TellAsync("STOP");
        Assert.Equal(new ShutdownEvent { Guest = true }, await events.WaitForAsync<ShutdownEvent>(Cancellation));
        Assert.Equal("STOP", (await events.ReadAsync(Cancellation)).Name);
    }

    [Fact]
    public async Task Each_subscription_has_all_events()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        using MonitorSubscription first = monitor.Client.Subscribe();
        using MonitorSubscription second = monitor.Client.Subscribe();
        await monitor.TellAsync("STOP");
        await first.WaitForAsync<StopEvent>(Cancellation);
        await second.WaitForAsync<StopEvent>(Cancellation);
    }

    [Fact]
    public async Task Wait_begins_before_the_method_returns()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        Task<MonitorEvent> wait = monitor.Client.WaitForEventAsync(happened => happened.Data is ResumeEvent, Cancellation);
        Task call = monitor.Client.ContAsync(Cancellation);
        await monitor.HearAsync();
        await monitor.TellAsync("RESUME");
        await monitor.AnswerAsync(2);
        await call;
        Assert.Equal("RESUME", (await wait).Name);
    }

    [Fact]
    public async Task Wait_that_is_given_up_loses_no_event()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        using MonitorSubscription events = monitor.Client.Subscribe();
        using CancellationTokenSource source = new();
        Task<MonitorEvent> wait = events.ReadAsync(source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        await monitor.TellAsync("STOP");
        await events.WaitForAsync<StopEvent>(Cancellation);
    }

    [Fact]
    public async Task Last_events_are_read_before_the_end_of_the_connection()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        using MonitorSubscription events = monitor.Client.Subscribe();
        await monitor.TellAsync("SHUTDOWN", """{"guest": true, "reason": "guest-shutdown"}""");
        monitor.HangUp();
        List<MonitorEvent> all = [];
        await Assert.ThrowsAsync<MonitorConnectionException>(async () =>
        {
            await foreach (MonitorEvent happened in events.ReadAllAsync(Cancellation))
            {
                all.Add(happened);
            }
        });
        Assert.Equal(new ShutdownEvent { Guest = true, Reason = "guest-shutdown" }, Assert.Single(all).Data);
        Assert.Throws<MonitorConnectionException>(monitor.Client.Subscribe);
    }

    [Fact]
    public async Task Events_that_are_not_read_end_the_subscription_and_not_the_client()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync(new() { MaxUnreadEvents = 2 });
        using MonitorSubscription events = monitor.Client.Subscribe();
        for (int i = 0; i < 4; i++)
        {
            await monitor.TellAsync("STOP");
        }

        Task call = monitor.Client.ContAsync(Cancellation);
        await monitor.HearAsync();
        await monitor.AnswerAsync(2);
        await call;
        await events.ReadAsync(Cancellation);
        await events.ReadAsync(Cancellation);
        var failure = await Assert.ThrowsAsync<MonitorEventsLostException>(() => events.ReadAsync(Cancellation).AsTask());
        Assert.Equal("more than 2 events were not read", failure.Message);
        using MonitorSubscription next = monitor.Client.Subscribe();
        await monitor.TellAsync("RESUME");
        await next.WaitForAsync<ResumeEvent>(Cancellation);
    }

    [Fact]
    public async Task Disposed_subscription_reads_no_more()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        MonitorSubscription events = monitor.Client.Subscribe();
        Task<MonitorEvent> wait = events.ReadAsync(Cancellation).AsTask();
        events.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => wait);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => events.ReadAsync(Cancellation).AsTask());
    }

    [Fact]
    public async Task Events_can_be_enumerated()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        await using IAsyncEnumerator<MonitorEvent> events = monitor.Client.ReadEventsAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        ValueTask<bool> move = events.MoveNextAsync();
        await monitor.TellAsync("WAKEUP");
        Assert.True(await move);
        Assert.IsType<WakeupEvent>(events.Current.Data);
    }
}
