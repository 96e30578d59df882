using Qga.Agent.Linux.Channels;
using Qga.Agent.Linux.Tests.Support;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Tests.Channels;

/// <summary>
/// A port on which hosts come and go. The kernel's news of that may come later than a host's bytes; here each comes when the test says.
/// </summary>
public sealed class PortTests : IDisposable
{
    private const uint News = Libc.EPOLLIN | Libc.EPOLLOUT;
    private const uint Hangup = Libc.EPOLLIN | Libc.EPOLLHUP;
    private const string Ping = """{"execute": "guest-ping"}""";
    private const string Pong = "{\"return\": {}}\n";
    private const string Open = """{"execute": "guest-file-open", "arguments": {"path": "x"}, "id": 7}""";
    private const string Opened = "{\"return\": 1000, \"id\": 7}\n";
    private const string Read = """{"execute": "guest-file-read", "arguments": {"handle": 1, "count": 3}}""";
    private const string BytesRead = "{\"return\": {\"buf-b64\": \"AAAA\", \"count\": 3, \"eof\": false}}\n";
    private readonly ServedSocket _agent = new();
    private readonly FakePort _port = new();
    private readonly Connection _connection;

    public PortTests()
    {
        SafeDescriptor silent = Libc.EventFd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
        Connection? made = null;
        using ManualResetEventSlim done = new();
        _agent.Do(() =>
        {
            made = new(_agent.Context, silent, _port, new("port", IsPort: true), static _ => { });
            made.Start();
            done.Set();
        });
        done.Wait(TestContext.Current.CancellationToken);
        _connection = made!;
    }

    public void Dispose()
    {
        _agent.Do(_connection.Dispose);
        _agent.Dispose();
    }

    [Fact]
    public void Answers()
    {
        Say(Ping, News);
        Sends(Pong);
    }

    // Ping is answered where it arrives, a read on a thread that may block.
    [Theory]
    [InlineData(Ping, Pong)]
    [InlineData(Read, BytesRead)]
    public void A_reply_waits_for_a_host_whose_bytes_came_before_the_news_of_it(string request, string reply)
    {
        // The last host has left and the next one is there, but the kernel has told of the leaving only.
        _port.IsHostPresent = false;
        Say(request, Libc.EPOLLIN);
        Tell(Hangup);
        Assert.Equal("", _port.Sent);
        _port.IsHostPresent = true;
        Tell(News);
        Sends(reply);
    }

    [Fact]
    public void A_reply_to_nobody_is_dropped_after_a_second()
    {
        _port.IsHostPresent = false;
        Say(Ping, Libc.EPOLLIN);
        Tell(Hangup);
        Thread.Sleep(1500);
        _port.IsHostPresent = true;
        Tell(News);
        Say("""{"execute": "guest-sync", "arguments": {"id": 1}}""", News);
        Sends("{\"return\": 1}\n");
    }

    [Fact]
    public void Half_a_request_is_forgotten_when_its_host_leaves()
    {
        Say("""{"execute": "guest-pi""", News);
        _port.IsHostPresent = false;
        Tell(Hangup);
        _port.IsHostPresent = true;
        Tell(News);
        Say(Ping, News);
        Sends(Pong);
    }

    [Fact]
    public void The_rest_of_a_reply_that_a_host_has_half_taken_is_not_sent_to_the_next()
    {
        _port.Room = 5;
        Say(Ping + Ping, News);
        Sends(Pong[..5]);
        _port.IsHostPresent = false;
        Tell(Hangup);
        _port.Room = int.MaxValue;
        _port.IsHostPresent = true;
        Tell(News);

        // The second reply is whole: it may be this host's.
        Sends(Pong[..5] + Pong);
    }

    [Fact]
    public void The_next_host_is_served_at_once_while_the_last_ones_command_is_held()
    {
        Say(Open, News);
        Assert.True(_agent.Files.Entered.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Thread.Sleep(200);
        _port.IsHostPresent = false;
        Tell(Hangup);
        _port.IsHostPresent = true;
        Tell(News);
        Say(Ping, News);
        Sends(Pong);
        _agent.Files.Release.Set();
        Assert.True(_agent.WaitForRest());
        Say(Read, News);
        Sends(Pong + BytesRead);
    }

    [Fact]
    public void A_host_that_comes_right_after_one_whose_command_is_held_is_served_as_soon_as_it_speaks()
    {
        Say(Open, News);
        Assert.True(_agent.Files.Entered.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        _port.IsHostPresent = false;
        Tell(Hangup);
        _port.IsHostPresent = true;
        Tell(News);
        Say(Ping, News);
        Sends(Pong);
    }

    [Fact]
    public void A_command_whose_host_is_told_of_late_keeps_its_reply()
    {
        _port.IsHostPresent = false;
        Say(Open, Libc.EPOLLIN);
        Assert.True(_agent.Files.Entered.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Tell(Hangup);
        _port.IsHostPresent = true;
        Tell(News);
        Thread.Sleep(300);
        _agent.Files.Release.Set();
        Sends(Opened);
    }

    [Fact]
    public void A_large_reply_waits_for_its_host_too()
    {
        _port.IsHostPresent = false;
        Say("""{"execute": "guest-file-read", "arguments": {"handle": 1, "count": 3000000}}""", Libc.EPOLLIN);
        Tell(Hangup);
        Thread.Sleep(100);
        _port.IsHostPresent = true;
        Tell(News);
        Assert.True(SpinWait.SpinUntil(() => _port.Sent.EndsWith("}}\n", StringComparison.Ordinal), TimeSpan.FromSeconds(30)));
        Assert.True(_port.Sent.Length > 4_000_000);
    }

    private void Say(string text, uint events)
    {
        _port.Say(text);
        Tell(events);
    }

    private void Tell(uint events)
    {
        using ManualResetEventSlim told = new();
        _agent.Do(() =>
        {
            _connection.OnEvents(events);
            told.Set();
        });
        told.Wait(TestContext.Current.CancellationToken);
    }

    private void Sends(string text)
    {
        SpinWait.SpinUntil(() => _port.Sent.Length >= text.Length, TimeSpan.FromSeconds(30));
        Assert.Equal(text, _port.Sent);
    }
}
