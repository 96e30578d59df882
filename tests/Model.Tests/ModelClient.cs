using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Qga.Model.Tests;

/// <summary>A client that knows what it should be answered. Requests go out at once, replies are read when they are needed.</summary>
/// <param name="connect">Opens a connection.</param>
internal sealed class ModelClient(Func<Peer> connect) : IDisposable
{
    private const char Sentinel = '\xFF';

    private readonly Queue<(int Id, string Request, string Reply, bool HasSentinel)> _expected = [];
    private Peer _peer = connect();
    private int _next;

    /// <summary>Sends a request whose reply is known.</summary>
    /// <param name="command">The command.</param>
    /// <param name="arguments">The object of its arguments; empty if there are none.</param>
    /// <param name="reply">The reply without its id.</param>
    /// <param name="hasSentinel">Whether a sentinel stands before it.</param>
    public void Expect(string command, string arguments, string reply, bool hasSentinel = false)
    {
        int id = Send(command, arguments, out string request);
        _expected.Enqueue((id, request, reply, hasSentinel));
    }

    /// <summary>Sends a request and waits for its reply.</summary>
    /// <returns>The reply, its id checked and taken away.</returns>
    public JsonObject Ask(string command, string arguments)
    {
        Finish();
        int id = Send(command, arguments, out string request);
        return Reply(_peer.ReadLine(), id, request);
    }

    /// <summary>Sends a request and leaves before the reply can be read.</summary>
    public void AskAndLeave(string command, string arguments)
    {
        Finish();
        Send(command, arguments, out _);
        Reconnect();
    }

    /// <summary>Leaves, and comes back once everything has been answered.</summary>
    /// <param name="isInRequest">Whether it leaves in the middle of a request.</param>
    public void Leave(bool isInRequest)
    {
        Finish();
        if (isInRequest)
        {
            _peer.Send("{\"execute\":\"guest-file-close\",\"arguments\":{\"handle\":");
        }

        Reconnect();
    }

    /// <summary>Sends half a request and synchronizes.</summary>
    public void Resynchronize(int id)
    {
        Finish();
        _peer.Send("{\"execute\":\"guest-file-close\",\"arguments\":{\"handle\":\"");
        _peer.Send($"{Sentinel}{{\"execute\":\"guest-sync-delimited\",\"arguments\":{{\"id\":{id}}}}}\n");
        string? line;
        do
        {
            line = _peer.ReadLine();
            Assert.NotNull(line);
        }
        while (line[0] != Sentinel);
        Assert.Equal($"{{\"return\": {id}}}", line[1..]);
    }

    /// <summary>Reads all replies that are due.</summary>
    public void Finish()
    {
        while (_expected.TryDequeue(out (int Id, string Request, string Reply, bool HasSentinel) expected))
        {
            string? line = _peer.ReadLine();
            if (expected.HasSentinel)
            {
                Assert.Equal(Sentinel, line![0]);
                line = line[1..];
            }

            JsonObject reply = Reply(line, expected.Id, expected.Request);
            Assert.True(
                JsonNode.DeepEquals(reply, JsonNode.Parse(expected.Reply)),
                $"{Short(expected.Request)}\nexpected: {Short(expected.Reply)}\nactual:   {Short(reply.ToJsonString())}");
        }
    }

    public void Dispose() => _peer.Dispose();

    private static string Short(string text) => text.Length > 300 ? $"{text[..300]}… ({text.Length} characters)" : text;

    private static JsonObject Reply(string? line, int id, string request)
    {
        Assert.True(line is not null, $"no reply to {Short(request)}");
        JsonObject reply = JsonNode.Parse(line)!.AsObject();
        bool isReply = reply["id"] is { } number && number.GetValueKind() == JsonValueKind.Number && number.GetValue<int>() == id;
        Assert.True(isReply, $"{Short(line)} is no reply to {Short(request)}");
        reply.Remove("id");
        return reply;
    }

    private int Send(string command, string arguments, out string request)
    {
        int id = ++_next;
        string members = arguments.Length > 0 ? $",\"arguments\":{arguments}" : "";
        request = string.Create(CultureInfo.InvariantCulture, $"{{\"execute\":\"{command}\"{members},\"id\":{id}}}\n");
        _peer.Send(request);
        return id;
    }

    private void Reconnect()
    {
        _peer.Dispose();
        _peer = connect();
    }
}
