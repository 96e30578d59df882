using System.Globalization;
using System.Text;

namespace Qga.Differential;

/// <summary>One of the agents that are compared, and a connection to it.</summary>
internal sealed class ComparedAgent : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly RunningAgent _process;
    private readonly Peer _peer;
    private int _exchanges;

    /// <summary>Starts an agent.</summary>
    /// <param name="agent">Which.</param>
    /// <param name="frozen">Whether it is to take file systems for frozen, as one does that ended while they were.</param>
    /// <param name="options">Further words for its command line.</param>
    public ComparedAgent(AgentUnderTest agent, bool frozen, params string[] options)
    {
        if (frozen)
        {
            Directory.CreateDirectory(_folder.File("state"));
            File.WriteAllText(_folder.File("state/qga.state.isfrozen"), "");
        }

        _process = new RunningAgent(agent.Program, _folder, options);
        _peer = new Peer(_process.Connect());
    }

    /// <summary>The folder that relative paths begin in.</summary>
    public string Folder => _folder.Path;

    /// <summary>Sends a text.</summary>
    /// <param name="text">The text, on one line.</param>
    public void Send(string text) =>
        // What comes before the answer to this is the answer to that, be it none or many lines.
        _peer.Send(Encoding.UTF8.GetBytes($"{text}\n{{\"execute\": \"guest-sync\", \"arguments\": {{\"id\": {Mark(++_exchanges)}}}}}\n"));

    /// <summary>What came back for the text that was sent last.</summary>
    /// <returns>The lines, one character for each byte.</returns>
    /// <exception cref="TimeoutException">The agent does not answer.</exception>
    public IReadOnlyList<string> Receive()
    {
        string last = $"{{\"return\": {Mark(_exchanges)}}}";
        List<string> lines = [];
        while (true)
        {
            string line = _peer.Read(s_limit) ?? throw new TimeoutException($"nothing came after {string.Join('\n', lines)}");
            if (line == last)
            {
                return lines;
            }

            lines.Add(line);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _peer.Dispose();
        _process.Dispose();
        _folder.Dispose();
    }

    // No sample is near it.
    private static string Mark(int exchange) => (8_000_000_000_000_000_000 + exchange).ToString(CultureInfo.InvariantCulture);
}
