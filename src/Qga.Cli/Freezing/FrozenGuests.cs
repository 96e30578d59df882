using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Client;

namespace Qga.Cli.Freezing;

/// <summary>Guests that are frozen at the same time, and thawed together.</summary>
internal sealed class FrozenGuests : IAsyncDisposable
{
    private readonly Invocation _invocation;
    private readonly bool _isPlural;
    private readonly List<GuestAgentClient> _clients = [];
    private readonly List<(Guest Guest, FrozenGuest Frozen)> _frozen = [];

    private FrozenGuests(Invocation invocation, bool isPlural) => (_invocation, _isPlural) = (invocation, isPlural);

    public IReadOnlyList<(Guest Guest, FrozenGuest Frozen)> All => _frozen;

    /// <summary>How many file systems are frozen, of all guests together.</summary>
    public long Count => _frozen.Sum(one => one.Frozen.Count);

    /// <summary>Freezes all; where one cannot be frozen, those that were are thawed again.</summary>
    /// <returns>The guests; null: one could not be frozen, which has been said.</returns>
    public static async Task<FrozenGuests?> FreezeAsync(
        Invocation invocation,
        IReadOnlyList<Guest> guests,
        bool isPlural,
        IReadOnlyList<string>? mountpoints,
        FreezeOptions options,
        CancellationToken cancellationToken)
    {
        FrozenGuests all = new(invocation, isPlural);
        bool isComplete = false;
        try
        {
            Task<bool>[] freezes = [.. guests.Select(guest => all.FreezeAsync(guest, mountpoints, options, cancellationToken))];
            await Task.WhenAll(freezes).ConfigureAwait(false);

            // Reports and the command's environment name them as they were named, whichever was frozen first.
            List<Guest> named = [.. guests];
            all._frozen.Sort((one, other) => named.IndexOf(one.Guest).CompareTo(named.IndexOf(other.Guest)));
            isComplete = freezes.All(freeze => freeze.Result);
            return isComplete ? all : null;
        }
        finally
        {
            if (!isComplete)
            {
                await all.ThawAsync().ConfigureAwait(false);
                await all.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>What stands in front of a message about a guest.</summary>
    public string Place(Guest guest) => _isPlural ? $"{guest.Name}: " : "";

    /// <summary>Waits until one of them is thawed by somebody else, or the time is over.</summary>
    public Task WatchAsync(CancellationToken cancellationToken) =>
        Task.WhenAny(_frozen.Select(one => GuestFreeze.WatchAsync(one.Frozen, cancellationToken)));

    /// <summary>Thaws all, whatever becomes of one.</summary>
    /// <returns>What became of each freeze; null: the thaw has failed, which has been said.</returns>
    public async Task<IReadOnlyList<(Guest Guest, FreezeReport? Report)>> ThawAsync() =>
        await Task.WhenAll(_frozen.Select(one => ThawAsync(one.Guest, one.Frozen))).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        foreach (GuestAgentClient client in _clients)
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<bool> FreezeAsync(Guest guest, IReadOnlyList<string>? mountpoints, FreezeOptions options, CancellationToken cancellationToken)
    {
        try
        {
            // The limit is that of the freeze, not of a call.
            GuestAgentClient client = _invocation.Within(null).CreateClient(guest);
            lock (_frozen)
            {
                _clients.Add(client);
            }

            FrozenGuest frozen = await client.FreezeAsync(mountpoints, options, cancellationToken).ConfigureAwait(false);
            lock (_frozen)
            {
                _frozen.Add((guest, frozen));
            }

            return true;
        }
        catch (Exception problem) when (Failure.From(problem) is Failure failure)
        {
            _invocation.Report(_isPlural ? guest.Name : null, failure);
            return false;
        }
    }

    private async Task<(Guest Guest, FreezeReport? Report)> ThawAsync(Guest guest, FrozenGuest frozen)
    {
        try
        {
            return (guest, await frozen.ThawAsync(CancellationToken.None).ConfigureAwait(false));
        }
        catch (Exception problem) when (Failure.From(problem) is Failure failure)
        {
            _invocation.Report(_isPlural ? guest.Name : null, failure);
            return (guest, null);
        }
    }
}
