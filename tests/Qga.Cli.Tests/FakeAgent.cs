using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Qga.Cli.Tests;

/// <summary>An agent on a unix socket that answers with what a test has written down, and knows no other command.</summary>
internal sealed class FakeAgent : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _serving;

    public FakeAgent(string path)
    {
        Path = path;
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(16);
        _serving = ServeAsync();
    }

    public string Path { get; }

    /// <summary>The results by command, as JSON. A command that is not here is unknown.</summary>
    public Dictionary<string, string> Results { get; } = new()
    {
        ["guest-ping"] = "{}",
        ["guest-info"] = """{"version": "10.2.2", "supported_commands": []}""",
        ["guest-fsfreeze-status"] = "\"thawed\"",
    };

    /// <summary>The content of the guest's files by path.</summary>
    public Dictionary<string, string> Files { get; } = [];

    /// <summary>Whether it takes connections and says nothing.</summary>
    public bool IsSilent { get; init; }

    /// <summary>What was asked, without synchronizing.</summary>
    public List<string> Requests { get; } = [];

    public bool HasBeenAsked(string command)
    {
        lock (Requests)
        {
            return Requests.Contains(command);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        File.Delete(Path);
        _ending.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> clients = [];
        while (!_ending.IsCancellationRequested)
        {
            clients.Add(ServeAsync(await _listener.AcceptAsync(_ending.Token)));
        }

        await Task.WhenAll(clients);
    }

    private async Task ServeAsync(Socket client)
    {
        await using NetworkStream stream = new(client, ownsSocket: true);
        using StreamReader reader = new(stream, Encoding.Latin1);
        Dictionary<int, OpenFile> open = [];
        while (await reader.ReadLineAsync(_ending.Token) is string line)
        {
            if (!IsSilent)
            {
                using JsonDocument request = JsonDocument.Parse(line.TrimStart('\u00FF'));
                string command = request.RootElement.GetProperty("execute").GetString()!;
                JsonElement arguments = request.RootElement.TryGetProperty("arguments", out JsonElement given) ? given : default;
                await stream.WriteAsync(Encoding.Latin1.GetBytes(Answer(command, arguments, open) + "\n"), _ending.Token);
            }
        }
    }

    private string Answer(string command, JsonElement arguments, Dictionary<int, OpenFile> open)
    {
        switch (command)
        {
            case "guest-sync-delimited":
                return "\u00FF" + Return(arguments.GetProperty("id").GetRawText());
            case "guest-sync":
                return Return(arguments.GetProperty("id").GetRawText());
        }

        lock (Requests)
        {
            Requests.Add(command);
        }

        switch (command)
        {
            case "guest-file-open" when Files.Count > 0:
                string path = arguments.GetProperty("path").GetString()!;
                if (!Files.ContainsKey(path))
                {
                    return Error("GenericError", $"failed to open file '{path}' (mode: 'r'): No such file or directory");
                }

                open[1000 + open.Count] = new(path);
                return Return($"{999 + open.Count}");
            case "guest-file-read" when open.Count > 0:
                return Return(open[arguments.GetProperty("handle").GetInt32()].Read(Files));
            case "guest-file-seek" when open.Count > 0:
                return Return(open[arguments.GetProperty("handle").GetInt32()].Seek(Files, arguments));
            case "guest-file-close" when open.Count > 0:
                return Return("{}");
            default:
                return Results.TryGetValue(command, out string? result)
                    ? Return(result) : Error("CommandNotFound", $"The command {command} has not been found");
        }
    }

    private static string Return(string result) => "{\"return\": " + result + "}";

    private static string Error(string kind, string text) => $$"""{"error": {"class": "{{kind}}", "desc": "{{text}}"} }""";

    private sealed class OpenFile(string path)
    {
        private int _position;

        public string Read(Dictionary<string, string> files)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(files[path]);
            byte[] rest = _position < bytes.Length ? bytes[_position..] : [];
            _position += rest.Length;
            return $$"""{"count": {{rest.Length}}, "buf-b64": "{{Convert.ToBase64String(rest)}}", "eof": true}""";
        }

        public string Seek(Dictionary<string, string> files, JsonElement arguments)
        {
            bool isEnd = arguments.GetProperty("whence") is { ValueKind: JsonValueKind.String } word
                ? word.ValueEquals("end") : arguments.GetProperty("whence").GetInt32() == 2;
            _position = arguments.GetProperty("offset").GetInt32() + (isEnd ? Encoding.UTF8.GetByteCount(files[path]) : 0);
            return $$"""{"position": {{_position}}, "eof": false}""";
        }
    }
}
