using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Qga.Cli.Tests;

/// <summary>A QEMU monitor that a test plays, on a unix socket in a folder of its own. It has one client.</summary>
internal sealed class ListeningMonitor : IAsyncDisposable
{
    private const string Greeting =
        """{"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 10}, "package": ""}, "capabilities": []}}""";

    private readonly Dictionary<string, Func<JsonElement, string>> _commands = new(StringComparer.Ordinal);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qmp-");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Task _serving;
    private NetworkStream? _client;

    public ListeningMonitor()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Address));
        _listener.Listen();
        _serving = ServeAsync();
        On("qmp_capabilities", "{}");
    }

    /// <summary>Where it is reached.</summary>
    public string Address => Path.Combine(_folder.FullName, "qmp.sock");

    /// <summary>The commands that were called, with their arguments where they had some.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>Answers a command with a result.</summary>
    public ListeningMonitor On(string command, string result) => On(command, _ => $"\"return\": {result}");

    /// <summary>Answers a command with what comes of its arguments: a member <c>return</c> or <c>error</c>.</summary>
    public ListeningMonitor On(string command, Func<JsonElement, string> reply)
    {
        lock (_commands)
        {
            _commands[command] = reply;
        }

        return this;
    }

    /// <summary>Tells the client of an event.</summary>
    public Task TellAsync(string name, string data = "{}") =>
        WriteAsync($$"""{"timestamp": {"seconds": 1700000000, "microseconds": 0}, "event": "{{name}}", "data": {{data}}}""");

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _serving;
        _ending.Dispose();
        _writing.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                await using NetworkStream stream = new(await _listener.AcceptAsync(_ending.Token), ownsSocket: true);
                using StreamReader lines = new(stream, Encoding.UTF8);
                _client = stream;
                await WriteAsync(Greeting);
                while (await lines.ReadLineAsync(_ending.Token) is string line)
                {
                    await WriteAsync(Answer(line));
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The test ends.
        }
    }

    private async Task WriteAsync(string line)
    {
        await _writing.WaitAsync(_ending.Token);
        try
        {
            await _client!.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), _ending.Token);
        }
        finally
        {
            _writing.Release();
        }
    }

    private string Answer(string line)
    {
        using JsonDocument request = JsonDocument.Parse(line);
        string name = request.RootElement.GetProperty("execute").GetString()!;
        JsonElement arguments = request.RootElement.TryGetProperty("arguments", out JsonElement given) ? given.Clone() : default;
        string id = request.RootElement.GetProperty("id").GetRawText();
        if (name != "qmp_capabilities")
        {
            Calls.Enqueue(arguments.ValueKind == JsonValueKind.Undefined ? name : $"{name} {arguments.GetRawText()}");
        }

        Func<JsonElement, string>? reply;
        lock (_commands)
        {
            _commands.TryGetValue(name, out reply);
        }

        string answer = reply is null
            ? $"\"error\": {{\"class\": \"CommandNotFound\", \"desc\": \"The command {name} has not been found\"}}" : reply(arguments);
        return $$"""{{{answer}}, "id": {{id}}}""";
    }
}
