using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Qga.Conformance;

/// <summary>Our agent is killed again and again, at any moment, with one folder for its state: each next one finds its way.</summary>
public sealed class KillTests : IDisposable
{
    private const string ExecRequest = """{"execute": "guest-exec", "arguments": {"path": "/bin/true"}}""";

    // QGA_STARTS asks for more; ten thousand need QGA_TEST_MINUTES too.
    private static readonly int s_starts = int.Parse(Environment.GetEnvironmentVariable("QGA_STARTS") ?? "300", CultureInfo.InvariantCulture);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _written = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i:D9}\n")));
    private readonly int _seed = Environment.TickCount;
    private readonly Random _random;
    private long _last = 999;

    public KillTests() => _random = new(_seed);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void However_often_it_is_killed_it_starts_again_and_gives_no_handle_twice()
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        Directory.CreateDirectory(_folder.File("state"));
        for (int round = 0; round < s_starts; round++)
        {
            try
            {
                RunRound(round % 4);
            }
            catch (Exception problem)
            {
                throw new InvalidOperationException($"start {round + 1} of {s_starts}, seed {_seed}", problem);
            }
        }

        // What the killed ones have left half-written goes with the next handle.
        using Process last = Start();
        using Peer peer = Connect(last);
        Open(peer);
        Assert.Equal([_folder.File("state/qga.state")], Directory.EnumerateFiles(_folder.File("state")));
        Kill(last);
    }

    private void RunRound(int kind)
    {
        using Process agent = Start();
        try
        {
            if (kind == 0)
            {
                // In the middle of its start, which takes a few milliseconds.
                Wait(6000);
                return;
            }

            using Peer peer = Connect(agent);
            Assert.Equal("{\"return\": {}}", peer.Ask("""{"execute": "guest-ping"}"""));
            switch (kind)
            {
                case 2:
                    WriteUntilKilled(agent, peer);
                    break;
                case 3:
                    OpenUntilKilled(agent, peer);
                    break;
                default:
                    Open(peer);
                    break;
            }
        }
        finally
        {
            Kill(agent);
        }
    }

    // A write is one piece of the whole or a part of it from its beginning on, nothing else.
    private void WriteUntilKilled(Process agent, Peer peer)
    {
        long handle = Open(peer);
        peer.Send($$"""{"execute": "guest-file-write", "arguments": {"handle": {{handle}}, "buf-b64": "{{Convert.ToBase64String(_written)}}"} }""" + "\n");
        Wait(1500);
        Kill(agent);
        byte[] there = File.ReadAllBytes(_folder.File("file"));
        Assert.True(_written.AsSpan().StartsWith(there), $"{there.Length} bytes are not what was to be written");
    }

    private void OpenUntilKilled(Process agent, Peer peer)
    {
        peer.Send(string.Concat(Enumerable.Repeat($"{OpenRequest}\n{ExecRequest}\n", 10)));
        Wait(3000);
        Kill(agent);

        // The replies that were sent before, in the order of the requests.
        for (int count = 0; peer.Read(s_limit) is { } line; count++)
        {
            if (count % 2 == 0)
            {
                Note(line);
            }
        }
    }

    private string OpenRequest => $$"""{"execute": "guest-file-open", "arguments": {"path": "{{_folder.File("file")}}", "mode": "w"} }""";

    private long Open(Peer peer) => Note(peer.Ask(OpenRequest));

    private long Note(string? reply)
    {
        long handle = (long)JsonNode.Parse(reply!)!["return"]!;
        Assert.True(handle > _last, $"handle {handle} comes after {_last}");
        return _last = handle;
    }

    private Process Start() => Process.Start(new ProcessStartInfo(
        AgentUnderTest.Ours!.Program, ["-m", "unix-listen", "-p", _folder.File("ga.sock"), "-t", _folder.File("state")])
    {
        RedirectStandardError = true,
    })!;

    // The socket of the one that was killed is still there.
    private Peer Connect(Process agent)
    {
        for (Stopwatch waited = Stopwatch.StartNew(); ;)
        {
            try
            {
                return Peer.Connect(_folder.File("ga.sock"));
            }
            catch (SocketException) when (waited.Elapsed < s_limit && !agent.HasExited)
            {
                Thread.Sleep(1);
            }
        }
    }

    private void Wait(int microseconds)
    {
        TimeSpan delay = TimeSpan.FromMicroseconds(_random.Next(microseconds));
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < delay;)
        {
        }
    }

    private static void Kill(Process agent)
    {
        agent.Kill();
        agent.WaitForExit();
    }
}
