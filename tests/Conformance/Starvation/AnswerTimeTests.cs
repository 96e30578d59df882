using System.Diagnostics;

namespace Qga.Conformance.Starvation;

/// <summary>Ping and sync are answered at once, whatever else the agent does.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class AnswerTimeTests : IDisposable
{
    private const int Asked = 50;
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(50);

    // Other programs of the machine may have its processors for longer than that.
    private const int Attempts = 5;

    private readonly TemporaryFolder _folder = new();
    private readonly List<Peer> _peers = [];

    public void Dispose()
    {
        _peers.ForEach(peer => peer.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public void While_commands_hold_all_threads()
    {
        using PreparedAgent agent = new(new HangingHelper(_folder).Preparation(), _folder);
        Assert.True(agent.Serves(), agent.Errors);
        for (int i = 0; i < 100; i++)
        {
            Send(agent, $$"""{"execute":"{{HangingHelper.Command}}","arguments":{{HangingHelper.Arguments}}}""");
        }

        AssertAnswersAtOnce(agent);
    }

    [Fact]
    public void While_large_files_are_read_and_programs_write()
    {
        using PreparedAgent agent = new("", _folder);
        Assert.True(agent.Serves(), agent.Errors);
        Peer reader = Send(agent, """{"execute":"guest-file-open","arguments":{"path":"/dev/zero"}}""");
        string handle = reader.ReadLine()![11..^1];
        for (int i = 0; i < 20; i++)
        {
            reader.Send($$$"""{"execute":"guest-file-read","arguments":{"handle":{{{handle}}},"count":{{{48 << 20}}}}}""" + "\n");
        }

        Send(agent, """{"execute":"guest-exec","arguments":{"path":"/usr/bin/timeout","arg":["5","cat","/dev/zero"],"capture-output":true}}""");
        AssertAnswersAtOnce(agent);
    }

    [Fact]
    public void While_a_request_of_many_megabytes_arrives_and_inventories_are_made()
    {
        using PreparedAgent agent = new("", _folder);
        Assert.True(agent.Serves(), agent.Errors);
        Peer large = agent.Connect();
        _peers.Add(large);
        Thread sender = new(() => SendLarge(large));
        sender.Start();
        for (int i = 0; i < 20; i++)
        {
            Peer peer = Send(agent, """{"execute":"guest-get-fsinfo"}""");
            for (int k = 0; k < 20; k++)
            {
                peer.Send("""{"execute":"guest-get-disks"}""" + "\n");
            }
        }

        AssertAnswersAtOnce(agent);
        sender.Join();
    }

    private static void SendLarge(Peer peer)
    {
        peer.Send("{\"execute\":\"guest-ping\",\"id\":\"");
        byte[] letters = new byte[1 << 20];
        letters.AsSpan().Fill((byte)'a');
        for (int i = 0; i < 60; i++)
        {
            peer.Send(letters);
        }

        peer.Send("\"}\n");
    }

    private Peer Send(PreparedAgent agent, string request)
    {
        Peer peer = agent.Connect();
        _peers.Add(peer);
        peer.Send(request + "\n");
        return peer;
    }

    private static void AssertAnswersAtOnce(PreparedAgent agent)
    {
        using Peer peer = agent.Connect();
        TimeSpan longest = default;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            longest = default;
            for (int i = 0; i < Asked; i++)
            {
                long start = Stopwatch.GetTimestamp();
                Assert.Equal("{\"return\": {}}", peer.Ask("""{"execute":"guest-ping"}"""));
                Assert.Equal($"{{\"return\": {i}}}", peer.Ask($$$"""{"execute":"guest-sync","arguments":{"id":{{{i}}}}}"""));
                TimeSpan taken = Stopwatch.GetElapsedTime(start);
                longest = taken > longest ? taken : longest;
            }

            if (longest < s_limit)
            {
                return;
            }
        }

        Assert.Fail($"each time the longest answer took more than {s_limit.TotalMilliseconds} ms, the last time {longest.TotalMilliseconds:0} ms");
    }
}
