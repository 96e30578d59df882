using System.Buffers;
using Qapi.Runtime.Reading;
using Qga.Protocol.Envelope;

namespace Qga.Monitor;

/// <summary>
/// A connection whose replies and events come on one stream: a loop reads them, gives each reply to the call whose id it repeats, and each event to
/// all subscriptions. The reply to a call that was given up is dropped.
/// </summary>
internal sealed class MonitorConnection : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly MessageReader _messages;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private readonly Dictionary<long, TaskCompletionSource<byte[]?>> _calls = [];
    private readonly List<MonitorSubscription> _subscriptions = [];
    private long _lastId;
    private MonitorException? _lost;

    /// <summary>Reads on, from behind the greeting.</summary>
    /// <param name="stream">The stream, which is closed with the connection, and when the connection is lost.</param>
    /// <param name="messages">What has read the greeting.</param>
    public MonitorConnection(Stream stream, MessageReader messages)
    {
        (_stream, _messages) = (stream, messages);
        _ = ReadAsync();
    }

    /// <summary>Sends a command and waits for its reply.</summary>
    /// <param name="command">The command's name.</param>
    /// <param name="arguments">Writes its arguments; null: none.</param>
    /// <param name="limit">How long to wait, from now on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The reply, readable as a <see cref="ReceivedReply"/>.</returns>
    public async Task<byte[]> ExchangeAsync(string command, ArgumentsWriter? arguments, TimeSpan limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long id = Interlocked.Increment(ref _lastId);
        ArrayBufferWriter<byte> request = new();
        RequestWriter.Write(request, command, arguments, id);
        Task<byte[]?> reply = Expect(id);
        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timed.CancelAfter(limit);
        try
        {
            await SendAsync(request.WrittenMemory, timed.Token).ConfigureAwait(false);
            return await reply.WaitAsync(timed.Token).ConfigureAwait(false) ?? throw Lost();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MonitorTimeoutException(command, limit);
        }
        finally
        {
            lock (_gate)
            {
                _calls.Remove(id);
            }
        }
    }

    /// <summary>Begins to keep events.</summary>
    /// <param name="maxUnread">How many it keeps.</param>
    /// <returns>The subscription, which is to be disposed of.</returns>
    public MonitorSubscription Subscribe(int maxUnread)
    {
        MonitorSubscription subscription = new(maxUnread, Unsubscribe);
        lock (_gate)
        {
            ThrowIfLost();
            _subscriptions.Add(subscription);
        }

        return subscription;
    }

    /// <summary>Closes the stream. What still waits ends with <see cref="MonitorConnectionException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        Fail(new MonitorConnectionException("the client of the monitor has been disposed of"));
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    private Task<byte[]?> Expect(long id)
    {
        TaskCompletionSource<byte[]?> reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            ThrowIfLost();
            _calls.Add(id, reply);
        }

        return reply.Task;
    }

    // A request that has been begun is completed, even if its call is given up: half a request would spoil the next one.
    private async Task SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        await WriteAsync(request).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> request)
    {
        try
        {
            await _stream.WriteAsync(request, CancellationToken.None).ConfigureAwait(false);
            await _stream.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException)
        {
            Fail(new MonitorConnectionException(problem));
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                Deliver((await _messages.ReadAsync().ConfigureAwait(false)).Span);
            }
        }
        catch (MonitorException lost)
        {
            Fail(lost);
        }
        catch (InvalidDataException fault)
        {
            Fail(new MonitorConnectionException($"what the monitor sends is not QMP: {fault.Message}", fault));
        }
        catch (Exception problem)
        {
            Fail(new MonitorConnectionException(problem));
        }
    }

    private void Deliver(ReadOnlySpan<byte> message)
    {
        if (EventReader.Read(message) is { } happened)
        {
            Publish(happened);
            return;
        }

        if (ReceivedReply.Read(message, out ReceivedReply reply) is { } fault)
        {
            throw new InvalidDataException(fault);
        }

        // QEMU repeats no id where it could not read the request, whose call would wait in vain.
        if (reply.Id.IsEmpty)
        {
            throw new InvalidDataException($"a reply has no id: {reply.Error?.Description ?? "it is a result"}");
        }

        if (JsonValue.ReadInt64(reply.Id, out long id) is null)
        {
            lock (_gate)
            {
                if (_calls.Remove(id, out TaskCompletionSource<byte[]?>? call))
                {
                    call.TrySetResult(message.ToArray());
                }
            }
        }
    }

    private void Publish(MonitorEvent happened)
    {
        lock (_gate)
        {
            _subscriptions.RemoveAll(subscription => !subscription.TryAdd(happened));
        }
    }

    private void Unsubscribe(MonitorSubscription subscription)
    {
        lock (_gate)
        {
            _subscriptions.Remove(subscription);
        }
    }

    private void Fail(MonitorException reason)
    {
        lock (_gate)
        {
            if (_lost is not null)
            {
                return;
            }

            _lost = reason;
            foreach (TaskCompletionSource<byte[]?> call in _calls.Values)
            {
                call.TrySetResult(null);
            }

            foreach (MonitorSubscription subscription in _subscriptions)
            {
                subscription.End(Lost());
            }

            _calls.Clear();
            _subscriptions.Clear();
        }

        _stream.Dispose();
    }

    private void ThrowIfLost()
    {
        if (_lost is not null)
        {
            throw Lost();
        }
    }

    private MonitorConnectionException Lost() => new(_lost!.Message, _lost);
}
