using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xunit.Sdk;

namespace Qga.Conformance;

/// <summary>Plays a transcript with an agent. Every line that comes must be expected, in its place; at the end none may be left.</summary>
public sealed class TranscriptRun : IDisposable
{
    private readonly AgentUnderTest _agent;
    private readonly Transcript _transcript;
    private readonly TimeSpan _limit;
    private readonly TemporaryFolder _folder = new();
    private readonly RunningAgent _process;
    private readonly Dictionary<string, Peer> _peers = [];
    private readonly Dictionary<string, string> _variables;
    private string _current = "a";

    // QEMU's agent counts lines over all its connections, ours from the start of each.
    private int _linesSent;

    /// <summary>Starts the agent.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="transcript">The transcript.</param>
    /// <param name="limit">How long a reply may take.</param>
    public TranscriptRun(AgentUnderTest agent, Transcript transcript, TimeSpan limit)
    {
        (_agent, _transcript, _limit) = (agent, transcript, limit);
        _variables = new() { ["dir"] = _folder.Path };
        _process = new RunningAgent(agent.Program, _folder, transcript.Options);
    }

    /// <summary>Plays it.</summary>
    /// <exception cref="XunitException">Something else came, or nothing; the message has the line.</exception>
    public void Play()
    {
        _peers["a"] = new Peer(_process.Connect());
        foreach (Step step in _transcript.Steps)
        {
            switch (step)
            {
                case Exchange exchange:
                    Play(exchange);
                    break;
                case ConnectionStep connection:
                    Play(connection);
                    break;
                case RestartStep restart:
                    DisposePeers();
                    _process.Restart(restart.Options);
                    _linesSent = 0;
                    _peers[_current = "a"] = new Peer(_process.Connect());
                    break;
                case FileStep file:
                    Play(file);
                    break;
            }
        }

        foreach (Peer peer in _peers.Values)
        {
            ProveSilence(peer);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DisposePeers();
        _process.Dispose();
        _folder.Dispose();
    }

    private void Play(Exchange exchange)
    {
        Peer peer = _peers[_current];
        int? firstLine = _agent.TellsPlaces ? 1 + (_agent.IsOurs ? peer.LinesSent : _linesSent) : null;
        bool first = true;
        foreach (byte[] packet in exchange.Packets)
        {
            if (!first)
            {
                // Long enough, as a rule, for the agent to read the part before; what must come back does not depend on it.
                Thread.Sleep(5);
            }

            first = false;
            Send(peer, packet, exchange.Bytewise);
        }

        string request = string.Concat(exchange.Packets.Select(packet => Variables.Fill(Encoding.Latin1.GetString(packet), _variables)));
        Mark? mark = exchange.Marks.FirstOrDefault(mark => mark.Agents.Matches(_agent));
        IReadOnlyList<ReplyPattern> expected = mark?.Replies ?? exchange.Replies;
        var came = new List<string>();
        foreach (ReplyPattern pattern in expected)
        {
            string line = Read(peer, exchange, firstLine) ?? throw Failure(exchange, $"nothing came, expected\n  {pattern}");
            came.Add(line);
            if (!pattern.Matches(line, firstLine, _variables))
            {
                throw Failure(exchange, $"came\n  {Shown(line)}\nexpected\n  {Shown(Variables.Fill(pattern.Text, _variables))}");
            }

            if (ReplyValidator.Own.Faults(request, line) is { Count: > 0 } faults)
            {
                throw Failure(exchange, $"came\n  {Shown(line)}\nwhich the schema does not allow: {string.Join("; ", faults)}");
            }
        }

        if (mark is not null && came.Count == exchange.Replies.Count
            && came.Zip(exchange.Replies).All(pair => pair.Second.Matches(pair.First, firstLine, _variables)))
        {
            throw Failure(exchange, $"the mark is no longer needed: {mark.Reason}");
        }
    }

    private string? Read(Peer peer, Exchange exchange, int? firstLine)
    {
        var waited = Stopwatch.StartNew();
        string? line = peer.Read(_limit);
        while (line is not null && exchange.Again?.Matches(line, firstLine, _variables) == true && waited.Elapsed < _limit)
        {
            Thread.Sleep(2);
            Send(peer, exchange.Packets[0], bytewise: false);
            line = peer.Read(_limit);
        }

        return line;
    }

    private void Send(Peer peer, byte[] packet, bool bytewise)
    {
        if (packet.Length < 1 << 16 && packet.Contains((byte)'$'))
        {
            packet = Encoding.Latin1.GetBytes(Variables.Fill(Encoding.Latin1.GetString(packet), _variables));
        }

        int step = bytewise ? 1 : Math.Max(1, packet.Length);
        _linesSent += packet.AsSpan().Count((byte)'\n');
        for (int at = 0; at < packet.Length; at += step)
        {
            peer.Send(packet.AsSpan(at, step));
        }
    }

    private void Play(ConnectionStep step)
    {
        switch (step.Action)
        {
            case ConnectionAction.Connect:
                _peers[_current = step.Name] = new Peer(_process.Connect());
                break;
            case ConnectionAction.Use:
                _current = _peers.ContainsKey(step.Name) ? step.Name : throw Failure(step, "no such connection");
                break;
            case ConnectionAction.Close:
                _peers[_current].Dispose();
                _peers.Remove(_current);
                break;
            case ConnectionAction.Finish:
                _peers[_current].FinishSending();
                break;
            case ConnectionAction.Closed:
                if (!_peers[_current].HasEnded(_limit))
                {
                    throw Failure(step, "the agent has not closed the connection, or sent more before");
                }

                _peers[_current].Dispose();
                _peers.Remove(_current);
                break;
        }
    }

    private void Play(FileStep step)
    {
        string path = _folder.File(step.Name);
        if (step.Make)
        {
            File.WriteAllBytes(path, step.Content);
        }
        else if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(step.Content))
        {
            throw Failure(step, $"{step.Name} has not the expected content");
        }
    }

    private void ProveSilence(Peer peer)
    {
        int id = Random.Shared.Next();
        peer.Send(Encoding.ASCII.GetBytes($"{{\"execute\":\"guest-sync\",\"arguments\":{{\"id\":{id}}}}}\n"));
        string? line = peer.Read(_limit);
        if (line != string.Create(CultureInfo.InvariantCulture, $"{{\"return\": {id}}}"))
        {
            throw Failure(_transcript.Steps[^1], $"after the end came\n  {(line is null ? "nothing, not even a reply to guest-sync" : Shown(line))}");
        }
    }

    private void DisposePeers()
    {
        foreach (Peer peer in _peers.Values)
        {
            peer.Dispose();
        }

        _peers.Clear();
    }

    private XunitException Failure(Step step, string what) => new($"{_transcript.Name}.transcript:{step.Line}: {what}");

    private static string Shown(string text) => text.Length <= 2000 ? text : $"{text[..1000]}… ({text.Length} characters)";
}
