using System.Diagnostics;
using Qga.Client;
using Qga.Contracts;

namespace Qga.Cli.Freezing;

/// <summary>A guest that is frozen for the time of some work on this host.</summary>
internal sealed class GuestFreeze
{
    private readonly GuestAgentClient _client;
    private readonly FrozenGuest _frozen;
    private readonly IReadOnlyList<string>? _mountpoints;
    private readonly DateTimeOffset _frozenAt = DateTimeOffset.UtcNow;
    private readonly long _start = Stopwatch.GetTimestamp();
    private bool _wasSeenThawed;

    private GuestFreeze(GuestAgentClient client, FrozenGuest frozen, IReadOnlyList<string>? mountpoints) =>
        (_client, _frozen, _mountpoints) = (client, frozen, mountpoints);

    /// <summary>How many file systems are frozen.</summary>
    public long Count => _frozen.Count;

    /// <summary>Freezes a guest.</summary>
    public static async Task<GuestFreeze> StartAsync(GuestAgentClient client, IReadOnlyList<string>? mountpoints, CancellationToken cancellationToken) =>
        new(client, await client.FreezeAsync(mountpoints, cancellationToken: cancellationToken).ConfigureAwait(false), mountpoints);

    /// <summary>Asks from time to time whether the guest is still frozen. Ends when it is not; where nothing answers it goes on asking.</summary>
    public async Task WatchAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        while (Count > 0)
        {
            await Task.Delay(interval, cancellationToken).ConfigureAwait(false);
            try
            {
                if (await _client.GuestFsfreezeStatusAsync(cancellationToken).ConfigureAwait(false) == GuestFsfreezeStatus.Thawed)
                {
                    _wasSeenThawed = true;
                    return;
                }
            }
            catch (GuestAgentException)
            {
                // The thaw will say more.
            }
        }

        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Thaws it; nothing interrupts that.</summary>
    public async Task<FreezeOutcome> ThawAsync()
    {
        bool isThawed = _wasSeenThawed || (Count > 0 && await IsThawedAsync().ConfigureAwait(false));
        long thawed = await _frozen.ThawAsync(CancellationToken.None).ConfigureAwait(false);
        return new(_mountpoints, Count, _frozenAt, Stopwatch.GetElapsedTime(_start), thawed, isThawed || thawed < Count, null);
    }

    private async Task<bool> IsThawedAsync()
    {
        try
        {
            return await _client.GuestFsfreezeStatusAsync(CancellationToken.None).ConfigureAwait(false) == GuestFsfreezeStatus.Thawed;
        }
        catch (GuestAgentException)
        {
            return false;
        }
    }
}
