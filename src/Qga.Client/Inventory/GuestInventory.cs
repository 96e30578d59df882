using System.Net.Sockets;
using Qga.Contracts;

namespace Qga.Client;

/// <summary>What a guest has, put together from the commands of its agent.</summary>
public static class GuestInventory
{
    /// <summary>The guest's IP addresses.</summary>
    /// <param name="client">The client.</param>
    /// <param name="filter">Which are meant; null: all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The addresses, in the guest's order.</returns>
    /// <exception cref="GuestAgentException">The agent was not reached, or did not answer so.</exception>
    public static async Task<GuestFact<IReadOnlyList<GuestInterfaceAddress>>> GetAddressesAsync(
        this GuestAgentClient client, AddressFilter? filter = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return (await GuestFact<IReadOnlyList<GuestNetworkInterface>>.AskAsync(client.GuestNetworkGetInterfacesAsync(cancellationToken)).ConfigureAwait(false))
            .Select<IReadOnlyList<GuestInterfaceAddress>>(interfaces =>
                [.. GuestInterfaceAddress.From(interfaces).Where(address => filter?.Matches(address) != false)]);
    }

    /// <summary>
    /// One address to reach the guest at, for scripts: the first global one, where addresses of physical interfaces come before those of virtual ones, and
    /// then IPv4 before IPv6; otherwise the guest's order counts. Addresses of containers, of one link only, and of the loopback interface are never it.
    /// </summary>
    /// <param name="addresses">The addresses, in the guest's order.</param>
    /// <returns>The address; null: there is none.</returns>
    public static GuestInterfaceAddress? PickBest(this IEnumerable<GuestInterfaceAddress> addresses) =>
        addresses
            .Where(AddressFilter.Reachable.Matches)
            .OrderBy(address => address.Kind)
            .ThenBy(address => address.Family == AddressFamily.InterNetwork ? 0 : 1)
            .FirstOrDefault();

    /// <summary>
    /// The guest's disks with the file systems on them. An agent that tells only one of the two gives a part: see
    /// <see cref="GuestDisks.AreMountedOnly"/> and <see cref="GuestDisks.FileSystemsUnknownReason"/>.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The disks.</returns>
    /// <exception cref="GuestAgentException">The agent was not reached, or did not answer so.</exception>
    public static async Task<GuestFact<GuestDisks>> GetDisksAsync(this GuestAgentClient client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        GuestFact<IReadOnlyList<GuestDiskInfo>> disks =
            await GuestFact<IReadOnlyList<GuestDiskInfo>>.AskAsync(client.GuestGetDisksAsync(cancellationToken)).ConfigureAwait(false);
        GuestFact<IReadOnlyList<GuestFilesystemInfo>> fileSystems =
            await GuestFact<IReadOnlyList<GuestFilesystemInfo>>.AskAsync(client.GuestGetFsinfoAsync(cancellationToken)).ConfigureAwait(false);
        return (disks.Value, fileSystems.Value) switch
        {
            ({ } known, { } systems) => GuestFact<GuestDisks>.Known(GuestDisks.Join(known, systems)),
            ({ } known, null) => GuestFact<GuestDisks>.Known(GuestDisks.Join(known, []) with { FileSystemsUnknownReason = fileSystems.UnknownReason }),
            (null, { } systems) => GuestFact<GuestDisks>.Known(GuestDisks.From(systems)),
            _ => GuestFact<GuestDisks>.Unknown(disks.UnknownReason!),
        };
    }

    /// <summary>The users who are logged in.</summary>
    /// <param name="client">The client.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The users, one entry for each, with the first login.</returns>
    /// <exception cref="GuestAgentException">The agent was not reached, or did not answer so.</exception>
    public static async Task<GuestFact<IReadOnlyList<GuestLogin>>> GetUsersAsync(this GuestAgentClient client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return (await GuestFact<IReadOnlyList<GuestUser>>.AskAsync(client.GuestGetUsersAsync(cancellationToken)).ConfigureAwait(false))
            .Select<IReadOnlyList<GuestLogin>>(users => [.. users.Select(GuestLogin.From)]);
    }

    /// <summary>Compares the guest's clock with the host's: asks a few times, and takes the answer that came fastest.</summary>
    /// <param name="client">The client.</param>
    /// <param name="timeProvider">The host's clock; null: the system's.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="GuestAgentException">The agent was not reached, or did not answer so.</exception>
    public static async Task<GuestFact<GuestClock>> GetClockAsync(
        this GuestAgentClient client, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default)
    {
        const int questions = 3;
        ArgumentNullException.ThrowIfNull(client);
        return await GuestFact<GuestClock>.AskAsync(AskAsync()).ConfigureAwait(false);

        async Task<GuestClock> AskAsync()
        {
            TimeProvider clock = timeProvider ?? TimeProvider.System;
            GuestClock? best = null;
            for (int i = 0; i < questions; i++)
            {
                DateTimeOffset asked = clock.GetUtcNow();
                long start = clock.GetTimestamp();
                long time = await client.GuestGetTimeAsync(cancellationToken).ConfigureAwait(false);
                GuestClock answer = GuestClock.Compare(time, asked, clock.GetElapsedTime(start));
                best = best is null || answer.Uncertainty < best.Uncertainty ? answer : best;
            }

            return best!;
        }
    }
}
