using System.Net.Sockets;
using System.Text;

namespace Qga.Client.Tests;

/// <summary>The other end of a client's connection, played by a test: it sends what it likes, when it likes.</summary>
internal sealed class ScriptedAgent : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly MemoryStream _line = new();

    private bool _keepsClient;

    public ScriptedAgent(Socket socket, GuestAgentClient client) => (_socket, Client) = (socket, client);

    public GuestAgentClient Client { get; }

    /// <summary>The client's link, for a test that puts one of its own around it.</summary>
    public StreamLink? Link { get; private init; }

    /// <summary>Makes a client and its peer, connected through a unix socket; nothing has been said yet.</summary>
    public static async Task<ScriptedAgent> StartAsync(GuestAgentClientOptions? options = null, StreamLinkOptions? linkOptions = null)
    {
        // On a busy machine a handshake may be answered late: only the test that asks for it sees it repeated.
        linkOptions ??= new() { SynchronizationInterval = Timeout.InfiniteTimeSpan };
        string path = Path.Combine(Path.GetTempPath(), $"qga-{Guid.NewGuid():N}");
        try
        {
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen();
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            Socket accepted = await listener.AcceptAsync();
            StreamLink link = new(new NetworkStream(socket, ownsSocket: true), linkOptions);
            return new(accepted, new GuestAgentClient(link, options)) { Link = link };
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Sends a text, as Latin-1, so that \u00FF is the byte 0xFF.</summary>
    public async Task SayAsync(string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        for (int sent = 0; sent < bytes.Length;)
        {
            sent += await _socket.SendAsync(bytes.AsMemory(sent));
        }
    }

    /// <summary>The next line that the client sends, without its end.</summary>
    public async Task<string> HearAsync()
    {
        byte[] one = new byte[1];
        _line.SetLength(0);
        while (await _socket.ReceiveAsync(one, TestContext.Current.CancellationToken) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.Latin1.GetString(_line.ToArray());
            }

            _line.Write(one);
        }

        throw new InvalidOperationException("the client has closed the connection");
    }

    /// <summary>Hears a handshake, which must be one, and gives its number.</summary>
    public async Task<long> HearHandshakeAsync()
    {
        string request = await HearAsync();
        Assert.StartsWith("\u00FF{\"execute\": \"guest-sync-delimited\", \"arguments\": {\"id\": ", request, StringComparison.Ordinal);
        return Number(request);
    }

    /// <summary>Hears a handshake and answers it as an agent does, with the error about the byte 0xFF before it.</summary>
    public async Task ShakeHandsAsync()
    {
        long number = await HearHandshakeAsync();
        await SayAsync("{\"error\": {\"class\": \"GenericError\", \"desc\": \"JSON parse error, stray '\\uFFFD'\"}}\n");
        await SayAsync($"\u00FF{{\"return\": {number}}}\n");
    }

    /// <summary>The number in a request of a synchronizing command.</summary>
    public static long Number(string request) =>
        long.Parse(request.AsSpan(request.LastIndexOf(':') + 1).TrimEnd('}').Trim(), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Closes the agent's end.</summary>
    public void HangUp() => _socket.Dispose();

    /// <summary>Leaves the client to the test when this end is closed.</summary>
    public void KeepClient() => _keepsClient = true;

    public async ValueTask DisposeAsync()
    {
        if (!_keepsClient)
        {
            await Client.DisposeAsync();
        }

        _socket.Dispose();
    }
}
