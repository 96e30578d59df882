using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Qga.Monitor.Tests;

/// <summary>The other end of a client's connection, played by a test: it sends what it likes, when it likes.</summary>
internal sealed class ScriptedMonitor : IAsyncDisposable
{
    public const string Greeting =
        """{"QMP": {"version": {"qemu": {"micro": 3, "minor": 2, "major": 11, "nano": 4}, "package": "pkg"}, "capabilities": ["oob"]}}""" + "\r\n";

    private readonly Socket _socket;
    private readonly StreamReader _lines;

    private ScriptedMonitor(Socket socket, Stream stream)
    {
        (_socket, Stream) = (socket, stream);
        _lines = new(new NetworkStream(socket), Encoding.UTF8);
    }

    /// <summary>The client's end.</summary>
    public Stream Stream { get; }

    /// <summary>The client, once <see cref="StartAsync"/> has negotiated.</summary>
    public MonitorClient Client { get; private set; } = null!;

    /// <summary>Connects both ends; nothing has been said yet.</summary>
    public static async Task<ScriptedMonitor> ConnectAsync()
    {
        string path = Path.Combine(Path.GetTempPath(), $"qmp-{Guid.NewGuid():N}");
        try
        {
            using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen();
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            return new(await listener.AcceptAsync(), new NetworkStream(socket, ownsSocket: true));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Makes a client that has negotiated, in the request with the id 1.</summary>
    public static async Task<ScriptedMonitor> StartAsync(MonitorClientOptions? options = null)
    {
        ScriptedMonitor monitor = await ConnectAsync();
        Task<MonitorClient> client = MonitorClient.ConnectAsync(monitor.Stream, options, TestContext.Current.CancellationToken);
        await monitor.SayAsync(Greeting);
        Assert.Equal("""{"execute": "qmp_capabilities", "id": 1}""", await monitor.HearAsync());
        await monitor.SayAsync("""{"return": {}, "id": 1}""" + "\r\n");
        monitor.Client = await client;
        return monitor;
    }

    public async Task SayAsync(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int sent = 0; sent < bytes.Length;)
        {
            sent += await _socket.SendAsync(bytes.AsMemory(sent));
        }
    }

    /// <summary>Answers a request.</summary>
    public Task AnswerAsync(long id, string result = "{}") =>
        SayAsync($$"""{"return": {{result}}, "id": {{id.ToString(CultureInfo.InvariantCulture)}}}""" + "\r\n");

    /// <summary>Tells of an event.</summary>
    public Task TellAsync(string name, string? data = null, string time = """{"seconds": 1700000000, "microseconds": 250000}""") =>
        SayAsync($$"""{"timestamp": {{time}}, "event": "{{name}}"{{(data is null ? "" : $", \"data\": {data}")}}}""" + "\r\n");

    /// <summary>The next line that the client sends, without its end.</summary>
    public async Task<string> HearAsync() =>
        await _lines.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("the client has closed the connection");

    /// <summary>Closes the monitor's end.</summary>
    public void HangUp() => _socket.Dispose();

    public async ValueTask DisposeAsync()
    {
        if (Client is not null)
        {
            await Client.DisposeAsync();
        }

        await Stream.DisposeAsync();
        _lines.Dispose();
        _socket.Dispose();
    }
}
