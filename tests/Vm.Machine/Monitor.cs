using System.Text.Json.Nodes;

namespace Qga.Machines;

/// <summary>QEMU's monitor (QMP): what the machine is told, and what it says happened.</summary>
public sealed class Monitor : IDisposable
{
    private readonly LineSocket _socket;
    private readonly List<JsonObject> _events = [];
    private readonly Queue<TaskCompletionSource<JsonObject>> _waiting = new();
    private readonly Task _reading;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;

    private Monitor(LineSocket socket)
    {
        _socket = socket;
        _reading = ReadAsync();
    }

    /// <summary>Waits until QEMU has gone.</summary>
    /// <exception cref="TimeoutException">It stays.</exception>
    public Task WaitForEndAsync(TimeSpan limit) => _reading.WaitAsync(limit);

    internal static async Task<Monitor> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        Monitor monitor = new(await LineSocket.ConnectAsync(path, cancellationToken));
        await monitor.ExecuteAsync("qmp_capabilities");
        return monitor;
    }

    /// <summary>Runs a command of the monitor and returns its result.</summary>
    /// <exception cref="InvalidOperationException">The monitor refuses, or QEMU has gone.</exception>
    public async Task<JsonNode> ExecuteAsync(string command, JsonObject? arguments = null)
    {
        TaskCompletionSource<JsonObject> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            if (_closed)
                throw new InvalidOperationException($"{command}: QEMU has ended.");
            _waiting.Enqueue(answer);
        }

        JsonObject request = new() { ["execute"] = command };
        if (arguments is not null)
            request["arguments"] = arguments;
        await _socket.WriteLineAsync(request.ToJsonString());
        JsonObject reply = await answer.Task.WaitAsync(TimeSpan.FromSeconds(20));
        return reply["return"] ?? throw new InvalidOperationException($"{command}: {reply["error"]?["desc"]}");
    }

    /// <summary>Runs a command in the words of QEMU's own console, for the few that have no other form, and returns what it prints.</summary>
    public async Task<string> ExecuteConsoleAsync(string command) =>
        (string)(await ExecuteAsync("human-monitor-command", new() { ["command-line"] = command }))!;

    /// <summary>Waits for an event, also one that has happened already, and forgets it and all before it.</summary>
    /// <returns>The event with its <c>data</c> and <c>timestamp</c>.</returns>
    /// <exception cref="TimeoutException">It does not happen in time.</exception>
    public async Task<JsonObject> WaitForEventAsync(string name, TimeSpan limit)
    {
        DateTime giveUp = DateTime.UtcNow + limit;
        while (true)
        {
            Task news;
            lock (_waiting)
            {
                int found = _events.FindIndex(candidate => (string?)candidate["event"] == name);
                if (found >= 0)
                {
                    JsonObject result = _events[found];
                    _events.RemoveRange(0, found + 1);
                    return result;
                }

                if (_closed)
                    throw new TimeoutException($"QEMU has ended without the event {name}.");
                news = _news.Task;
            }

            TimeSpan left = giveUp - DateTime.UtcNow;
            if (left <= TimeSpan.Zero)
                throw new TimeoutException($"The event {name} has not come within {limit.TotalSeconds} s.");
            await Task.WhenAny(news, Task.Delay(left));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private async Task ReadAsync()
    {
        try
        {
            while (await _socket.ReadLineAsync() is { } line)
                Take(JsonNode.Parse(line)!.AsObject());
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException)
        {
            // QEMU was killed, or this side has closed the monitor: the end, like any other.
        }

        lock (_waiting)
        {
            _closed = true;
            while (_waiting.TryDequeue(out TaskCompletionSource<JsonObject>? answer))
                answer.TrySetException(new InvalidOperationException("QEMU has ended."));
            Announce();
        }
    }

    private void Take(JsonObject message)
    {
        lock (_waiting)
        {
            if (message.ContainsKey("event"))
            {
                _events.Add(message);
                Announce();
            }
            else if (!message.ContainsKey("QMP"))
            {
                _waiting.Dequeue().TrySetResult(message);
            }
        }
    }

    private void Announce()
    {
        TaskCompletionSource told = _news;
        _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
        told.TrySetResult();
    }
}
