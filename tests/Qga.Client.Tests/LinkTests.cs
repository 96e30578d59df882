using System.Text;
using Qapi.Runtime.Calling;
using Qapi.Runtime.Errors;

namespace Qga.Client.Tests;

/// <summary>The client over a link that is no stream, as one over libvirt is.</summary>
public sealed class LinkTests
{
    private static readonly GuestAgentClientOptions s_options = new()
    {
        CallTimeout = TimeSpan.FromSeconds(1),
        SlowCallTimeout = TimeSpan.FromSeconds(2),
        SilenceTimeout = TimeSpan.FromSeconds(3),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_is_one_line_and_the_reply_is_read()
    {
        FakeLink link = new(_ => " {\"return\": 7}\r\n");
        await using (GuestAgentClient client = new(link))
        {
            Assert.Equal(7, await client.GuestGetTimeAsync(Cancellation));
        }

        (string text, LinkRequest request) = Assert.Single(link.Requests);
        Assert.Equal("{\"execute\": \"guest-get-time\"}\n", text);
        Assert.Equal("guest-get-time", request.Command);
        Assert.True(link.IsDisposed);
    }

    [Fact]
    public async Task Every_command_has_the_time_that_the_schema_gives_it()
    {
        FakeLink link = new(request => request.IsAnswered ? "{\"return\": 7}" : "");
        await using GuestAgentClient client = new(link, s_options);
        await client.GuestGetTimeAsync(Cancellation);
        await client.GuestFsfreezeFreezeAsync(Cancellation);
        await client.GuestFsfreezeThawAsync(Cancellation);
        await client.CallAsync("guest-own", null, Cancellation);
        await client.CallAsync(new RemoteCommand("guest-own", IsSlow: true), null, Cancellation);
        await client.GuestShutdownAsync(cancellationToken: Cancellation);
        Assert.Equal([1, 2, 2, 1, 2, 3], link.Requests.Select(sent => (int)sent.Request.Timeout.TotalSeconds));
        Assert.Equal([true, true, true, true, true, false], link.Requests.Select(sent => sent.Request.IsAnswered));
    }

    [Fact]
    public void Slow_commands_may_take_longer_by_default_than_the_agent_gives_them() =>
        Assert.True(new GuestAgentClientOptions().SlowCallTimeout > TimeSpan.FromHours(1));

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("{\"return\": 7")]
    [InlineData("{\"return\": 7}{}")]
    [InlineData("[7]")]
    [InlineData("{\"return\": true}")]
    public async Task Reply_that_makes_no_sense_is_refused(string reply)
    {
        await using GuestAgentClient client = new(new FakeLink(_ => reply));
        await Assert.ThrowsAsync<GuestAgentReplyException>(() => client.GuestGetTimeAsync(Cancellation));
    }

    [Fact]
    public async Task Error_may_come_as_a_reply_or_as_an_exception()
    {
        await using GuestAgentClient replying = new(new FakeLink(_ => """{"error": {"class": "CommandNotFound", "desc": "no"}}"""));
        GuestAgentRefusedException refusal = await Assert.ThrowsAsync<GuestCommandUnknownException>(() => replying.GuestPingAsync(Cancellation));
        Assert.Equal((ErrorClass.CommandNotFound, "no"), (refusal.ErrorClass, refusal.Message));
        await Assert.ThrowsAsync<GuestCommandUnknownException>(() => replying.GuestShutdownAsync(cancellationToken: Cancellation));

        await using GuestAgentClient throwing = new(new FakeLink(_ => throw new GuestAgentRefusedException(QapiError.Generic("no"))));
        refusal = await Assert.ThrowsAsync<GuestAgentRefusedException>(() => throwing.GuestPingAsync(Cancellation));
        Assert.Equal((ErrorClass.GenericError, "no"), (refusal.ErrorClass, refusal.Message));
    }

    [Fact]
    public async Task Freeze_whose_connection_fails_is_undone_where_the_link_can_still_do_it()
    {
        FakeLink link = new(request => request.Command switch
        {
            "guest-fsfreeze-freeze" => throw new GuestConnectionLostException(),
            "guest-fsfreeze-status" => """{"return": "thawed"}""",
            _ => """{"return": 1}""",
        });
        await using GuestAgentClient client = new(link);
        await Assert.ThrowsAsync<GuestConnectionLostException>(
            () => client.FreezeAsync(options: new() { FreezeAttempts = 1 }, cancellationToken: Cancellation));
        Assert.Equal(["guest-fsfreeze-status", "guest-fsfreeze-freeze", "guest-fsfreeze-thaw"], link.Requests.Select(sent => sent.Request.Command));
    }

    private sealed class FakeLink(Func<LinkRequest, string> answer) : IGuestLink
    {
        public List<(string Text, LinkRequest Request)> Requests { get; } = [];

        public bool IsDisposed { get; private set; }

        public async ValueTask<T> ExchangeAsync<T>(LinkRequest request, ReplyReader<T> read, CancellationToken cancellationToken)
        {
            Requests.Add((Encoding.UTF8.GetString(request.Text.Span), request));
            await Task.CompletedTask;
            return read(Encoding.UTF8.GetBytes(answer(request)));
        }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
