using Qga.Agent.Linux.Loop;
using Qga.Agent.Linux.Tests.Support;
using Qga.Agent.Sessions;

namespace Qga.Agent.Linux.Tests.Channels;

public sealed class ConnectionTests : IDisposable
{
    private const string Ping = """{"execute": "guest-ping"}""";
    private const string Pong = """{"return": {}}""";
    private const string Open = """{"execute": "guest-file-open", "arguments": {"path": "x"}, "id": 7}""";
    private const string Read = """{"execute": "guest-file-read", "arguments": {"handle": 1, "count": 3}}""";
    private readonly ServedSocket _agent = new();

    public void Dispose() => _agent.Dispose();

    [Fact]
    public void Answers_requests_in_their_order_however_they_are_cut()
    {
        using Peer client = _agent.Connect();
        string requests = string.Concat(Enumerable.Range(0, 50).Select(id => $$$"""{"execute": "guest-sync", "arguments": {"id": {{{id}}}}}""" + "\n"));
        foreach (char piece in requests)
        {
            client.Send(piece.ToString());
        }

        client.Send(requests);
        for (int index = 0; index < 100; index++)
        {
            Assert.Equal($$$"""{"return": {{{index % 50}}}}""", client.ReadLine());
        }
    }

    [Fact]
    public void A_command_that_is_held_delays_only_its_own_connection()
    {
        using Peer held = _agent.Connect();
        held.Send(Open + "\n" + Ping + "\n");
        Assert.True(_agent.Files.Entered.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        using Peer other = _agent.Connect();
        Assert.Equal(Pong, other.Ask(Ping));
        _agent.Files.Release.Set();
        Assert.Equal("""{"return": 1000, "id": 7}""", held.ReadLine());
        Assert.Equal(Pong, held.ReadLine());
    }

    // A client that has given up on a reply synchronises: from then on it is served, on the same connection.
    [Theory]
    [InlineData("{\"execute\": \"guest-sync\", \"arguments\": {\"id\": 5}}", "{\"return\": 5}")]
    [InlineData("{\"execute\": \"guest-sync-delimited\", \"arguments\": {\"id\": 5}}", "\xFF{\"return\": 5}")]
    [InlineData("{\"execute\": \"guest-ping\"}{\"execute\": \"guest-sync\", \"arguments\": {\"id\": 5}}", "{\"return\": {}}", "{\"return\": 5}")]
    public void Whoever_synchronises_behind_a_held_command_is_served_without_its_reply(string requests, params string[] replies)
    {
        using Peer client = _agent.Connect();
        client.Send(Open + "\n");
        Assert.True(_agent.Files.Entered.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Thread.Sleep(300);
        client.Send("\xFF" + requests + Ping + "\n");
        Assert.Contains("JSON parse error", client.ReadLine(), StringComparison.Ordinal);
        foreach (string reply in replies)
        {
            Assert.Equal(reply, client.ReadLine());
        }

        Assert.Equal(Pong, client.ReadLine());
        _agent.Files.Release.Set();
        Assert.True(_agent.WaitForRest());
        Assert.Equal(Pong, client.Ask(Ping));
        Assert.Equal("""{"return": 1000, "id": 7}""", client.Ask(Open));
    }

    // Clients send guest-sync along with a command that replies to errors only, to know when there is none.
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Who_sends_a_sync_along_with_a_command_has_both_replies(int pause)
    {
        using Peer client = _agent.Connect();
        client.Send(Open);
        Thread.Sleep(pause);
        client.Send("""{"execute": "guest-sync", "arguments": {"id": 5}}""" + "\n");
        Assert.True(_agent.Files.Entered.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Thread.Sleep(400);
        _agent.Files.Release.Set();
        Assert.Equal("""{"return": 1000, "id": 7}""", client.ReadLine());
        Assert.Equal("""{"return": 5}""", client.ReadLine());
    }

    [Fact]
    public void Whoever_synchronises_behind_a_later_command_of_a_row_is_served_too()
    {
        using Peer client = _agent.Connect();
        for (int round = 0; round < 3; round++)
        {
            Assert.Contains("AAAA", client.Ask(Read), StringComparison.Ordinal);
        }

        client.Send(Read + Open + "\n");
        Assert.Contains("AAAA", client.ReadLine(), StringComparison.Ordinal);
        Assert.True(_agent.Files.Entered.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Thread.Sleep(300);
        Assert.Equal("""{"return": 9}""", client.Ask("""{"execute": "guest-sync", "arguments": {"id": 9}}"""));
    }

    [Fact]
    public void A_client_that_stops_sending_behind_a_held_command_still_gets_its_reply()
    {
        using Peer client = _agent.Connect();
        client.Send(Open + Ping + "\n");
        client.FinishSending();
        Assert.True(_agent.Files.Entered.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Thread.Sleep(100);
        _agent.Files.Release.Set();
        Assert.Equal("""{"return": 1000, "id": 7}""", client.ReadLine());
        Assert.Equal(Pong, client.ReadLine());
        Assert.Null(client.ReadLine());
    }

    [Fact]
    public void Requests_of_all_clients_together_are_bounded()
    {
        Assert.True(_agent.RequestBytes.TryTake(SessionSettings.RequestByteLimit - (256 << 10)));
        using Peer client = _agent.Connect();
        client.Send("{\"execute\": \"" + new string('x', 1 << 20) + "\"}\n");
        Assert.Contains("Requests take 256 MiB already", client.ReadLine(), StringComparison.Ordinal);
        Assert.Equal(Pong, client.Ask(Ping));
    }

    [Fact]
    public void Threads_that_were_held_serve_again()
    {
        using Peer held = _agent.Connect();
        using Peer other = _agent.Connect();
        for (int round = 0; round < 20; round++)
        {
            _agent.Files.Release.Reset();
            held.Send(Open + "\n");
            Assert.True(_agent.Files.Entered.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

            // Only a second thread can answer this.
            Assert.Equal(Pong, other.Ask(Ping));
            _agent.Files.Release.Set();
            Assert.Equal("""{"return": 1000, "id": 7}""", held.ReadLine());
            Assert.Equal(Pong, held.Ask(Ping));
            Assert.True(_agent.WaitForRest());
        }

        Assert.InRange(_agent.Files.Threads.Distinct().Count(), 1, 3);
    }

    [Fact]
    public void What_was_answered_before_a_held_command_has_arrived_already()
    {
        using Peer client = _agent.Connect();
        client.Send(Ping + Ping + Open + "\n");
        Assert.Equal(Pong, client.ReadLine());
        Assert.Equal(Pong, client.ReadLine());
    }

    [Fact]
    public void A_client_that_does_not_read_delays_only_itself()
    {
        using Peer silent = _agent.Connect();
        const int Count = 20_000_000;
        silent.Send("""{"execute": "guest-file-read", "arguments": {"handle": 1, "count": 20000000}}""" + "\n" + Ping + "\n");
        using Peer other = _agent.Connect();
        Assert.Equal(Pong, other.Ask(Ping));
        string? reply = silent.ReadLine();
        Assert.StartsWith("""{"return": {""", reply, StringComparison.Ordinal);
        Assert.True(reply!.Length > Count / 3 * 4);
        Assert.Equal(Pong, silent.ReadLine());
    }

    [Fact]
    public void A_client_that_does_not_read_wakes_nobody_and_its_next_calls_are_watched_again()
    {
        CountingEpoll epoll = new();
        using ServedSocket agent = new(TimeSpan.FromSeconds(2), epoll);
        using Peer silent = agent.Connect();
        silent.Send("""{"execute": "guest-file-read", "arguments": {"handle": 1, "count": 20000000}}""" + "\n" + Open + Ping + "\n");
        Thread.Sleep(500);
        int before = epoll.Waits;
        Thread.Sleep(500);
        // A reminder every 25 ms would have been 20.
        Assert.InRange(epoll.Waits - before, 0, 3);

        Assert.StartsWith("""{"return": {""", silent.ReadLine(), StringComparison.Ordinal);
        Assert.Contains("guest-file-open has not ended within 2 s", silent.ReadLine(), StringComparison.Ordinal);
        Assert.Equal(Pong, silent.ReadLine());
        agent.Files.Release.Set();
    }

    [Fact]
    public void Stops_to_read_from_a_client_that_does_not_take_its_replies()
    {
        using Peer greedy = _agent.Connect();
        string requests = string.Concat(Enumerable.Repeat(Ping + "\n", 1000));
        Thread sender = new(() =>
        {
            for (int round = 0; round < 200; round++)
            {
                greedy.Send(requests);
            }
        });
        sender.Start();
        Assert.False(sender.Join(TimeSpan.FromMilliseconds(300)));
        using Peer other = _agent.Connect();
        Assert.Equal(Pong, other.Ask(Ping));
        for (int count = 0; count < 200_000; count++)
        {
            Assert.Equal(Pong, greedy.ReadLine());
        }

        sender.Join();
    }

    [Fact]
    public void A_client_may_leave_in_the_middle_of_anything()
    {
        using (Peer client = _agent.Connect())
        {
            client.Send("""{"execute": "guest-pi""");
        }

        using (Peer client = _agent.Connect())
        {
            client.Send("""{"execute": "guest-file-read", "arguments": {"handle": 1, "count": 40000000}}""" + "\n");
        }

        using (Peer client = _agent.Connect())
        {
            client.Send(Open + "\n");
        }

        using Peer next = _agent.Connect();
        Assert.Equal(Pong, next.Ask(Ping));
    }

    [Fact]
    public void Whoever_only_stops_sending_still_gets_the_replies()
    {
        using Peer client = _agent.Connect();
        client.Send(Ping + Ping);
        client.FinishSending();
        Assert.Equal(Pong, client.ReadLine());
        Assert.Equal(Pong, client.ReadLine());
        Assert.Null(client.ReadLine());
    }

    [Fact]
    public void An_exception_in_a_command_is_an_error_of_that_command()
    {
        using Peer client = _agent.Connect();
        Assert.Equal(
            """{"id": 1, "error": {"class": "GenericError", "desc": "guest-file-close has failed: internal error (InvalidOperationException)"}}""",
            client.Ask("""{"execute": "guest-file-close", "arguments": {"handle": 1}, "id": 1}"""));
        Assert.Equal(Pong, client.Ask(Ping));
    }

    [Fact]
    public void A_command_beyond_the_last_thread_waits_and_pings_go_on()
    {
        List<Peer> clients = Hold(_agent, LoopThreads.MaximumHeld);
        try
        {
            using Peer last = _agent.Connect();
            last.Send(Open + "\n");
            using Peer other = _agent.Connect();
            Assert.Equal(Pong, other.Ask(Ping));
            Assert.False(_agent.Files.Entered.Wait(0, TestContext.Current.CancellationToken));
            _agent.Files.Release.Set();
            Assert.Equal("""{"return": 1000, "id": 7}""", last.ReadLine());
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public void A_command_that_waits_for_a_thread_exceeds_its_time_too()
    {
        using ServedSocket hasty = new(TimeSpan.FromSeconds(1));
        List<Peer> clients = Hold(hasty, LoopThreads.MaximumHeld);
        try
        {
            using Peer last = hasty.Connect();
            Assert.Equal("""{"id": 7, "error": {"class": "GenericError", "desc": "guest-file-open has not ended within 1 s"}}""", last.Ask(Open));
            Assert.Equal(Pong, last.Ask(Ping));
            hasty.Files.Release.Set();
            Assert.Equal("""{"return": 1000, "id": 7}""", last.Ask(Open));
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public void A_thaw_has_a_thread_when_no_other_command_has()
    {
        List<Peer> clients = Hold(_agent, LoopThreads.MaximumHeld);
        try
        {
            using Peer waiting = _agent.Connect();
            waiting.Send(Open + "\n");
            using Peer last = _agent.Connect();
            Assert.Equal("""{"return": 3}""", last.Ask("""{"execute": "guest-fsfreeze-thaw"}"""));
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public void A_long_request_that_is_refused_has_a_thread_of_its_own()
    {
        using Peer client = _agent.Connect();
        string id = new('i', 1 << 20);
        Assert.Equal(
            $$$"""{"id": "{{{id}}}", "error": {"class": "CommandNotFound", "desc": "The command guest-nope has not been found"}}""",
            client.Ask($$"""{"execute": "guest-nope", "id": "{{id}}"}"""));
        Assert.Equal(Pong, client.Ask(Ping));
    }

    [Fact]
    public void A_command_that_exceeds_its_time_is_given_up_and_the_connection_goes_on()
    {
        using ServedSocket hasty = new(TimeSpan.FromSeconds(2));
        using Peer client = hasty.Connect();
        client.Send(Open + Ping + "\n");
        Assert.Equal("""{"id": 7, "error": {"class": "GenericError", "desc": "guest-file-open has not ended within 2 s"}}""", client.ReadLine());
        Assert.Equal(Pong, client.ReadLine());
        hasty.Files.Release.Set();
        Assert.Equal("""{"return": 1000, "id": 7}""", client.Ask(Open));
    }

    [Fact]
    public void A_row_of_commands_ends_where_one_exceeds_its_time()
    {
        using ServedSocket hasty = new(TimeSpan.FromSeconds(1));
        using Peer client = hasty.Connect();
        for (int count = 0; count < 20; count++)
        {
            Assert.Equal("""{"return": {"buf-b64": "AAAA", "count": 3, "eof": false}}""", client.Ask(Read));
        }

        client.Send(Read + Open + Ping + "\n");
        Assert.Contains("AAAA", client.ReadLine(), StringComparison.Ordinal);
        Assert.Contains("guest-file-open has not ended within", client.ReadLine(), StringComparison.Ordinal);
        Assert.Equal(Pong, client.ReadLine());
        Assert.Contains("AAAA", client.Ask(Read), StringComparison.Ordinal);
        hasty.Files.Release.Set();
        Assert.Contains("AAAA", client.Ask(Read), StringComparison.Ordinal);
        Assert.Equal(Pong, client.Ask(Ping));
    }

    [Fact]
    public void A_row_of_commands_bears_broken_texts_and_every_cut()
    {
        using Peer client = _agent.Connect();
        string texts = string.Concat(Enumerable.Repeat(Read + "}\n" + Ping + "[]\n", 50));
        foreach (char one in texts)
        {
            client.Send(one.ToString());
        }

        client.FinishSending();
        for (int count = 0; count < 50; count++)
        {
            Assert.Contains("AAAA", client.ReadLine(), StringComparison.Ordinal);
            Assert.Contains("JSON parse error", client.ReadLine(), StringComparison.Ordinal);
            Assert.Equal(Pong, client.ReadLine());
            Assert.Contains("QMP input must be a JSON object", client.ReadLine(), StringComparison.Ordinal);
        }

        Assert.Null(client.ReadLine());
    }

    [Fact]
    public void A_stop_acts_at_once_even_while_a_command_is_held()
    {
        using Peer client = _agent.Connect();
        client.Send(Open + "\n");
        Assert.True(_agent.Files.Entered.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        _agent.Stop();
        Assert.True(_agent.HasEnded());
        Assert.Equal(0, _agent.ExitCode);
    }

    [Fact]
    public void While_frozen_only_the_marked_commands_run()
    {
        _agent.Freeze.Enter();
        using Peer client = _agent.Connect();
        Assert.Equal(
            """{"error": {"class": "CommandNotFound", "desc": "Command guest-file-flush has been disabled: the command is not allowed"}}""",
            client.Ask("""{"execute": "guest-file-flush", "arguments": {"handle": 1}}"""));
        Assert.Equal(Pong, client.Ask(Ping));
    }

    // Clients whose command keeps a thread.
    private static List<Peer> Hold(ServedSocket agent, int count)
    {
        List<Peer> clients = [];
        for (; count > 0; count--)
        {
            clients.Add(agent.Connect());
            clients[^1].Send(Open + "\n");
            Assert.True(agent.Files.Entered.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        }

        return clients;
    }
}
