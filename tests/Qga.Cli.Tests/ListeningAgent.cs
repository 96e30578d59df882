using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Qga.Cli.Tests;

/// <summary>
/// An agent that a test plays: it listens on a unix socket in a folder of its own, shakes hands, and answers each command as the test says. A command
/// that the test does not know is answered as QEMU's agent does.
/// </summary>
internal sealed class ListeningAgent : IAsyncDisposable
{
    private readonly Dictionary<string, Func<JsonElement, string?>> _commands = new(StringComparer.Ordinal);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qga-");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _serving;

    public ListeningAgent()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Address));
        _listener.Listen();
        _serving = ServeAsync();
    }

    /// <summary>Where it is reached.</summary>
    public string Address => Path.Combine(_folder.FullName, "ga.sock");

    /// <summary>A file in the folder of its own.</summary>
    public string File(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>The commands that were called besides handshakes, with their arguments where they had some.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>Answers a command with a result.</summary>
    public ListeningAgent On(string command, string result) => On(command, _ => $$"""{"return": {{result}}}""");

    /// <summary>Answers a command with what comes of its arguments; null: not at all.</summary>
    public ListeningAgent On(string command, Func<JsonElement, string?> reply)
    {
        lock (_commands)
        {
            _commands[command] = reply;
        }

        return this;
    }

    /// <summary>Refuses a command.</summary>
    public ListeningAgent Refuse(string command, string text, string errorClass = "GenericError") =>
        On(command, _ => $$$"""{"error": {"class": "{{{errorClass}}}", "desc": "{{{text}}}"}}""");

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _serving;
        _ending.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task ServeAsync()
    {
        List<Task> clients = [];
        try
        {
            while (true)
            {
                clients.Add(ServeAsync(await _listener.AcceptAsync(_ending.Token)));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(clients);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using NetworkStream stream = new(socket, ownsSocket: true);
        using StreamReader lines = new(stream, Encoding.Latin1);
        try
        {
            while (await lines.ReadLineAsync(_ending.Token) is string line)
            {
                if (Answer(line.TrimStart('\u00FF')) is string reply)
                {
                    await stream.WriteAsync(Encoding.Latin1.GetBytes(reply + "\n"), _ending.Token);
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            // The client is gone, or the test ends.
        }
    }

    private string? Answer(string line)
    {
        using JsonDocument request = JsonDocument.Parse(line);
        string name = request.RootElement.GetProperty("execute").GetString()!;
        JsonElement arguments = request.RootElement.TryGetProperty("arguments", out JsonElement given) ? given.Clone() : default;
        if (name is "guest-sync" or "guest-sync-delimited")
        {
            return $"{(name == "guest-sync" ? "" : "\u00FF")}{{\"return\": {arguments.GetProperty("id").GetInt64()}}}";
        }

        Calls.Enqueue(arguments.ValueKind == JsonValueKind.Undefined ? name : $"{name} {arguments.GetRawText()}");
        Func<JsonElement, string?>? reply;
        lock (_commands)
        {
            _commands.TryGetValue(name, out reply);
        }

        return reply is null
            ? $$$"""{"error": {"class": "CommandNotFound", "desc": "The command {{{name}}} has not been found"}}"""
            : reply(arguments);
    }
}
