using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Qga.Monitor;

/// <summary>
/// The events of a monitor from one moment on, kept until they are read. Made before a command is sent, it misses none of the events that the command
/// causes:
/// <code>
/// using MonitorSubscription events = monitor.Subscribe();
/// await monitor.SystemPowerdownAsync(cancellationToken);
/// ShutdownEvent shutdown = await events.WaitForAsync&lt;ShutdownEvent&gt;(cancellationToken);
/// </code>
/// All members may be used from any thread; each event is given out once.
/// </summary>
public sealed class MonitorSubscription : IDisposable
{
    private readonly Channel<MonitorEvent> _events;
    private readonly Action<MonitorSubscription> _unsubscribe;
    private readonly int _maxUnread;

    internal MonitorSubscription(int maxUnread, Action<MonitorSubscription> unsubscribe)
    {
        _maxUnread = maxUnread;
        _unsubscribe = unsubscribe;
        _events = Channel.CreateBounded<MonitorEvent>(maxUnread);
    }

    /// <summary>The next event. How long to wait is bounded by the token alone.</summary>
    /// <param name="cancellationToken">Ends the wait; no event is lost.</param>
    /// <returns>The event.</returns>
    /// <exception cref="MonitorConnectionException">The connection is lost, and all events that came before have been read.</exception>
    /// <exception cref="MonitorEventsLostException">
    /// More events came than are kept (<see cref="MonitorClientOptions.MaxUnreadEvents"/>), and those that were kept have been read.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The subscription has been disposed of.</exception>
    public async ValueTask<MonitorEvent> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (await _events.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_events.Reader.TryRead(out MonitorEvent? happened))
            {
                return happened;
            }
        }

        throw new ObjectDisposedException(nameof(MonitorSubscription));
    }

    /// <summary>All events. The sequence ends only with an exception.</summary>
    /// <inheritdoc cref="ReadAsync" path="/param|/exception"/>
    /// <returns>The events.</returns>
    public async IAsyncEnumerable<MonitorEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            yield return await ReadAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for a certain event. Those that come before it are dropped.</summary>
    /// <param name="predicate">Whether it is the one.</param>
    /// <param name="cancellationToken">Ends the wait; no event behind the one awaited is lost.</param>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    /// <returns>The event.</returns>
    public async Task<MonitorEvent> WaitForAsync(Func<MonitorEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        while (true)
        {
            MonitorEvent happened = await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (predicate(happened))
            {
                return happened;
            }
        }
    }

    /// <summary>Waits for an event of a certain kind. Those that come before it are dropped.</summary>
    /// <typeparam name="T">The type of what it carries, as <see cref="ShutdownEvent"/>.</typeparam>
    /// <inheritdoc cref="ReadAsync" path="/param|/exception"/>
    /// <returns>What it carries.</returns>
    public async Task<T> WaitForAsync<T>(CancellationToken cancellationToken = default)
        where T : class =>
        (T)(await WaitForAsync(happened => happened.Data is T, cancellationToken).ConfigureAwait(false)).Data!;

    /// <summary>Keeps no more events.</summary>
    public void Dispose()
    {
        _unsubscribe(this);
        _events.Writer.TryComplete();
    }

    internal bool TryAdd(MonitorEvent happened)
    {
        bool isAdded = _events.Writer.TryWrite(happened);
        if (!isAdded)
        {
            End(new MonitorEventsLostException(_maxUnread));
        }

        return isAdded;
    }

    internal void End(MonitorException reason) => _events.Writer.TryComplete(reason);
}
