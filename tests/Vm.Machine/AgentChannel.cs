using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Qga.Support;

namespace Qga.Machines;

/// <summary>
/// The host's end of a channel to the agent, as bare as can be: a request is a line, the reply is a line. A check needs to see the
/// very texts, and to do what no decent client does.
/// </summary>
public sealed class AgentChannel : IDisposable
{
    private readonly LineSocket _socket;
    private long _synchronization = Random.Shared.Next();

    private AgentChannel(LineSocket socket) => _socket = socket;

    /// <summary>Connects, and waits until the agent answers.</summary>
    /// <exception cref="TimeoutException">It does not within 20 s.</exception>
    public static Task<AgentChannel> ConnectAsync(string path) => ConnectAsync(new UnixDomainSocketEndPoint(path));

    /// <summary>Connects, and waits until the agent answers.</summary>
    /// <exception cref="TimeoutException">It does not within 20 s.</exception>
    public static async Task<AgentChannel> ConnectAsync(EndPoint place)
    {
        AgentChannel channel = await OpenAsync(place);
        try
        {
            await channel.SynchronizeAsync(TimeSpan.FromSeconds(20));
            return channel;
        }
        catch
        {
            // QEMU serves one host at a time: left open, this one would keep the next from being served.
            channel.Dispose();
            throw;
        }
    }

    /// <summary>Connects and says nothing.</summary>
    public static async Task<AgentChannel> OpenAsync(EndPoint place) => new(await LineSocket.ConnectAsync(place));

    /// <summary>Makes both ends begin anew: 0xFF, guest-sync-delimited, and everything up to the 0xFF of its reply is dropped.</summary>
    /// <exception cref="TimeoutException">The agent does not answer.</exception>
    public async Task SynchronizeAsync(TimeSpan limit)
    {
        using CancellationTokenSource late = new(limit);
        Task<bool> answered = FindAsync(late.Token);
        try
        {
            // A request that arrives before the agent has opened the port is lost. The reply to the last one sent comes after all others.
            do
                await _socket.WriteAsync(Handshake(++_synchronization), late.Token);
            while (await Task.WhenAny(answered, Task.Delay(2000, late.Token)) != answered && !late.IsCancellationRequested);
            if (await answered)
                return;
        }
        catch (OperationCanceledException)
        {
        }

        throw new TimeoutException($"The agent has not answered within {limit.TotalSeconds} s.");
    }

    /// <summary>Sends a request as it stands and returns the reply as it stands, without its line end. The schema must allow it.</summary>
    /// <exception cref="TimeoutException">There is no reply in time (20 s where nothing is said).</exception>
    /// <exception cref="InvalidOperationException">The connection was closed.</exception>
    /// <exception cref="FormatException">The reply is not what the schema says.</exception>
    public async Task<string> ExchangeAsync(string request, TimeSpan? limit = null)
    {
        await _socket.WriteLineAsync(request);
        string reply = await ReceiveAsync(limit);
        string sent = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(request));
        return ReplyValidator.Own.Faults(sent, reply) is { Count: > 0 } faults
            ? throw new FormatException($"{string.Join("; ", faults)}: {reply[..Math.Min(reply.Length, 1000)]}")
            : reply;
    }

    /// <summary>Waits for a reply.</summary>
    public async Task<string> ReceiveAsync(TimeSpan? limit = null)
    {
        using CancellationTokenSource late = new(limit ?? TimeSpan.FromSeconds(20));
        try
        {
            return await _socket.ReadLineAsync(late.Token) ?? throw new InvalidOperationException("The agent's channel was closed.");
        }
        catch (OperationCanceledException problem)
        {
            throw new TimeoutException("The agent has not replied in time.", problem);
        }
    }

    /// <summary>Runs a command and returns its result.</summary>
    /// <exception cref="InvalidOperationException">The agent refuses.</exception>
    public async Task<JsonNode> CallAsync(string command, JsonObject? arguments = null, TimeSpan? limit = null)
    {
        JsonNode reply = JsonNode.Parse(await ExchangeAsync(Request(command, arguments), limit))!;
        return reply["return"] ?? throw new InvalidOperationException($"{command}: {reply["error"]?["class"]}: {reply["error"]?["desc"]}");
    }

    /// <summary>Runs a command that must be refused, and returns class and text as <c>GenericError: no such thing</c>.</summary>
    /// <exception cref="InvalidOperationException">The agent does not refuse.</exception>
    public async Task<string> RefusalAsync(string command, JsonObject? arguments = null)
    {
        string reply = await ExchangeAsync(Request(command, arguments));
        JsonNode error = JsonNode.Parse(reply)!["error"] ?? throw new InvalidOperationException($"{command} was not refused: {reply}");
        return $"{error["class"]}: {error["desc"]}";
    }

    /// <summary>Sends a request that has no reply when it succeeds.</summary>
    public Task SendAsync(string command, JsonObject? arguments = null) => _socket.WriteLineAsync(Request(command, arguments));

    /// <summary>Sends text that need not be a request, or a whole one.</summary>
    public Task WriteAsync(string text) => _socket.WriteAsync(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static string Request(string command, JsonObject? arguments)
    {
        JsonObject request = new() { ["execute"] = command };
        if (arguments is not null)
            request["arguments"] = arguments;
        return request.ToJsonString();
    }

    private static byte[] Handshake(long number) =>
        [
            0xFF,
            .. Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $$$"""{"execute":"guest-sync-delimited","arguments":{"id":{{{number}}}}}""")),
            (byte)'\n',
        ];

    private async Task<bool> FindAsync(CancellationToken cancellationToken)
    {
        while (await _socket.ReadUntilAsync(0xFF, cancellationToken) is not null)
            if (await _socket.ReadLineAsync(cancellationToken) is { } line && (long?)JsonNode.Parse(line)?["return"] == _synchronization)
                return true;
        return false;
    }
}
