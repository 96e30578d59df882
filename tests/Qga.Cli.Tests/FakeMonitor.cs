using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Qga.Cli.Tests;

/// <summary>A QMP monitor that says of its machine what a test has written down.</summary>
internal sealed class FakeMonitor : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _serving;

    public FakeMonitor(string path, string status)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _serving = ServeAsync(status);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task ServeAsync(string status)
    {
        await using NetworkStream stream = new(await _listener.AcceptAsync(_ending.Token), ownsSocket: true);
        using StreamReader reader = new(stream);
        await SayAsync(stream, """{"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 10}, "package": ""}, "capabilities": []}}""");
        while (await reader.ReadLineAsync(_ending.Token) is string line)
        {
            using JsonDocument request = JsonDocument.Parse(line);
            string result = request.RootElement.GetProperty("execute").GetString() == "query-status" ? status : "{}";
            string id = request.RootElement.TryGetProperty("id", out JsonElement given) ? $", \"id\": {given.GetRawText()}" : "";
            await SayAsync(stream, "{\"return\": " + result + id + "}");
        }
    }

    private async Task SayAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text + "\r\n"), _ending.Token);
}
