using System.Runtime.CompilerServices;

namespace Qga.Monitor;

public sealed partial class MonitorClient
{
    /// <summary>Begins to keep the machine's events. None that comes after this call is missed.</summary>
    /// <returns>The subscription, which is to be disposed of.</returns>
    /// <exception cref="MonitorConnectionException">The connection is lost.</exception>
    public MonitorSubscription Subscribe() => _connection.Subscribe(_options.MaxUnreadEvents);

    /// <summary>
    /// The machine's events from the moment at which the first one is asked for. The sequence ends only with an exception. To see what a command
    /// causes, <see cref="Subscribe"/> before it is sent.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The events.</returns>
    /// <exception cref="MonitorConnectionException">The connection is lost.</exception>
    /// <exception cref="MonitorEventsLostException">Events came faster than they were read.</exception>
    public async IAsyncEnumerable<MonitorEvent> ReadEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using MonitorSubscription subscription = Subscribe();
        while (true)
        {
            yield return await subscription.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Waits for an event that comes after this call. The wait begins before the method returns: called before a command and awaited after it, it
    /// does not miss what the command causes.
    /// </summary>
    /// <param name="predicate">Whether it is the one.</param>
    /// <param name="cancellationToken">Ends the wait, which nothing else bounds.</param>
    /// <returns>The event.</returns>
    /// <exception cref="MonitorConnectionException">The connection is lost, and the event has not come.</exception>
    public async Task<MonitorEvent> WaitForEventAsync(Func<MonitorEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        using MonitorSubscription subscription = Subscribe();
        return await subscription.WaitForAsync(predicate, cancellationToken).ConfigureAwait(false);
    }
}
