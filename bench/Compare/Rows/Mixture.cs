using System.Text;

namespace Qga.Compare.Rows;

/// <summary>Requests of all kinds, many at once, a few of them wrong.</summary>
internal sealed class Mixture
{
    private const int PerBlock = 100;

    private readonly AgentSocket _socket;
    private readonly byte[] _block;
    private readonly bool[] _refused;

    // Where the last reply that came is cut: its place in the block, and how many of its bytes have come.
    private int _reply;
    private int _column;

    /// <summary>Opens the files that the requests are about.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="socket">A connection to it, which this has for itself.</param>
    public Mixture(Server agent, AgentSocket socket)
    {
        _socket = socket;
        long read = socket.Open(Material.File, "r");
        long written = socket.Open(agent.PathOf("written"), "w");
        (int Share, string Request, bool Refused)[] kinds =
        [
            (36, """{"execute":"guest-ping"}""", false),
            (10, """{"execute":"guest-sync","arguments":{"id":123456789}}""", false),
            (2, """{"execute":"guest-info"}""", false),
            (10, """{"execute":"guest-get-time"}""", false),
            (10, Text(Transfer.ReadRequest(read, 512)), false),
            (5, Text(Transfer.RewindRequest(read)), false),
            (10, Text(Transfer.WriteRequest(written, 512)), false),
            (5, Text(Transfer.RewindRequest(written)), false),
            (3, """{"execute":"guest-no-such-command"}""", true),
            (3, """{"execute":"guest-file-read","arguments":{"handle":1,"count":"many"}}""", true),
            (3, """{"execute":"guest-sync"}""", true),
            (3, """{"execute":}""", true),
        ];

        // Spread over the block, the same in each run.
        (string Request, bool Refused)[] requests = [.. kinds.SelectMany(kind => Enumerable.Repeat((kind.Request, kind.Refused), kind.Share))];
        new Random(1).Shuffle(requests);
        _block = [.. requests.SelectMany(request => Encoding.UTF8.GetBytes(request.Request + "\n"))];
        _refused = [.. requests.Select(request => request.Refused)];
    }

    /// <summary>Sends requests and checks of each reply whether it is a refusal.</summary>
    /// <param name="count">How many: a multiple of 100.</param>
    /// <exception cref="InvalidDataException">One is refused that is right, or answered that is wrong.</exception>
    public void Send(int count)
    {
        // Two blocks at most are on their way: what they and their replies need fits into the socket, so neither side waits for the other.
        _socket.Send(_block);
        for (int sent = PerBlock; sent < count; sent += PerBlock)
        {
            _socket.Send(_block);
            ReceiveBlock();
        }

        ReceiveBlock();
    }

    // Replies of the next block may come along; they are then the first of its own.
    private void ReceiveBlock()
    {
        while (_reply < PerBlock)
        {
            Count(_socket.Receive());
        }

        _reply -= PerBlock;
    }

    private void Count(ReadOnlySpan<byte> news)
    {
        while (!news.IsEmpty)
        {
            // {"return": … or {"error": …
            int kind = 2 - _column;
            if (kind >= 0 && kind < news.Length && news[kind] == (byte)'e' != _refused[_reply % PerBlock])
            {
                throw new InvalidDataException($"not what was asked for: {Encoding.UTF8.GetString(news[..Math.Min(news.Length, 200)])}");
            }

            int end = news.IndexOf((byte)'\n');
            (_reply, _column) = end < 0 ? (_reply, _column + news.Length) : (_reply + 1, 0);
            news = end < 0 ? [] : news[(end + 1)..];
        }
    }

    private static string Text(byte[] request) => Encoding.UTF8.GetString(request).TrimEnd();
}
