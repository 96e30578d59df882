namespace Qga.Client;

/// <summary>A guest whose file systems are frozen. Disposing of it thaws them.</summary>
/// <example>
/// <code>
/// await using (await client.FreezeAsync())
/// {
///     // Take the snapshot.
/// }
/// </code>
/// </example>
public sealed class FrozenGuest : IAsyncDisposable
{
    private readonly GuestAgentClient _client;
    private bool _isThawed;

    internal FrozenGuest(GuestAgentClient client, long count) => (_client, Count) = (client, count);

    /// <summary>How many file systems were frozen; 0: none could be, and the guest is not frozen at all.</summary>
    public long Count { get; }

    /// <summary>Thaws the file systems before the end.</summary>
    /// <param name="cancellationToken">Ends the wait; the guest may still act.</param>
    /// <returns>
    /// How many file systems were thawed. If these are fewer than were frozen, something else has thawed some meanwhile, and what was copied may be
    /// inconsistent.
    /// </returns>
    /// <exception cref="GuestAgentException">It is unknown whether the guest is still frozen.</exception>
    public async Task<long> ThawAsync(CancellationToken cancellationToken = default)
    {
        long thawed = await _client.GuestFsfreezeThawAsync(cancellationToken).ConfigureAwait(false);
        _isThawed = true;
        return thawed;
    }

    /// <summary>Thaws the file systems unless that is done.</summary>
    /// <returns>When it is done.</returns>
    /// <exception cref="GuestAgentException">It is unknown whether the guest is still frozen.</exception>
    public async ValueTask DisposeAsync()
    {
        if (!_isThawed)
        {
            await ThawAsync().ConfigureAwait(false);
        }
    }
}
