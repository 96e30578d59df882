using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xunit.Sdk;

namespace Qga.Conformance;

/// <summary>Plays a transcript with an agent. Every line that comes must be expected, in its place; at the end none may be left.</summary>
public sealed class TranscriptRun : IDisposable
{
    private const int MaximumValidated = 1 << 20;

    private readonly AgentUnderTest _agent;
    private readonly Transcript _transcript;
    private readonly TimeSpan _limit;
    private readonly TemporaryFolder _folder = new();
    private readonly IPlayedAgent _played;
    private readonly Dictionary<string, IClientEnd> _peers = [];
    private readonly Dictionary<string, string> _variables;
    private string _current = "a";

    // QEMU's agent counts lines over all its connections, ours from the start of each.
    private int _linesSent;

    /// <summary>Starts the agent.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="transcript">The transcript.</param>
    /// <param name="limit">How long a reply may take.</param>
    public TranscriptRun(AgentUnderTest agent, Transcript transcript, TimeSpan limit)
        : this(agent, transcript, limit, folder => new ProcessAgent(agent.Program, folder, transcript.Options))
    {
    }

    /// <summary>Starts something that answers as an agent does.</summary>
    /// <param name="agent">The agent as which it answers.</param>
    /// <param name="transcript">The transcript.</param>
    /// <param name="limit">How long a reply may take.</param>
    /// <param name="start">Starts it; it may use the folder.</param>
    public TranscriptRun(AgentUnderTest agent, Transcript transcript, TimeSpan limit, Func<TemporaryFolder, IPlayedAgent> start)
    {
        (_agent, _transcript, _limit) = (agent, transcript, limit);
        _variables = new() { ["dir"] = _folder.Path };
        _played = start(_folder);
    }

    /// <summary>Plays it.</summary>
    /// <exception cref="XunitException">Something else came, or nothing; the message has the line.</exception>
    public void Play()
    {
        _peers["a"] = _played.Connect();
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
                    _played.Restart(restart.Options);
                    _linesSent = 0;
                    _peers[_current = "a"] = _played.Connect();
                    break;
                case FileStep file:
                    Play(file);
                    break;
            }
        }

        foreach (IClientEnd peer in _peers.Values)
        {
            ProveSilence(peer);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DisposePeers();
        _played.Dispose();
        _folder.Dispose();
    }

    private void Play(Exchange exchange)
    {
        IClientEnd peer = _peers[_current];
        int? firstLine = _agent.TellsPlaces ? 1 + (_agent.IsOurs ? peer.LinesSent : _linesSent) : null;
        bool first = true;
        foreach (byte[] packet in exchange.Packets)
        {
            if (!first)
            {
                _played.LetRead();
            }

            first = false;
            Send(peer, packet, exchange.Bytewise);
        }

        string request = RequestOf(exchange);
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

    // Empty where it is too large to be looked at in an acceptable time: only the form of its replies is validated then.
    private string RequestOf(Exchange exchange) => exchange.Packets.Sum(packet => packet.Length) > MaximumValidated
        ? ""
        : string.Concat(exchange.Packets.Select(packet => Variables.Fill(Encoding.Latin1.GetString(packet), _variables)));

    private string? Read(IClientEnd peer, Exchange exchange, int? firstLine)
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

    private void Send(IClientEnd peer, byte[] packet, bool bytewise)
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
                _peers[_current = step.Name] = _played.Connect();
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

    private void ProveSilence(IClientEnd peer)
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
        foreach (IClientEnd peer in _peers.Values)
        {
            peer.Dispose();
        }

        _peers.Clear();
    }

    private XunitException Failure(Step step, string what) => new($"{_transcript.Name}.transcript:{step.Line}: {what}");

    private static string Shown(string text) => text.Length <= 2000 ? text : $"{text[..1000]}… ({text.Length} characters)";
}
