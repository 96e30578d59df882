using System.Diagnostics;
using Qga.Cli.Looking;
using Qga.Client;
using Qga.Contracts;

namespace Qga.Cli.Top;

/// <summary>Takes samples of one guest. What its agent has refused once is not asked for again.</summary>
/// <param name="client">The guest's agent.</param>
internal sealed class TopSampler(GuestAgentClient client)
{
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);

    public async Task<TopSample> TakeAsync(CancellationToken cancellationToken)
    {
        long moment = Stopwatch.GetTimestamp();
        IReadOnlyList<CpuTimes>? cpus = await AskAsync("cpus", GuestCounters.GetCpusAsync, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<DiskCounters>? disks = await AskAsync("disks", GuestCounters.GetDisksAsync, cancellationToken).ConfigureAwait(false);
        double[]? load = await AskAsync("load", GuestCounters.GetLoadAsync, cancellationToken).ConfigureAwait(false);
        MemoryUse? memory = await AskAsync("memory", GuestCounters.GetMemoryAsync, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<GuestNetworkInterface>? network =
            await AskAsync("network", (agent, token) => agent.GuestNetworkGetInterfacesAsync(token), cancellationToken).ConfigureAwait(false);
        GuestNetworkInterfaceStat[]? cards =
            network?.Where(device => device.Name != "lo").Select(device => device.Statistics).OfType<GuestNetworkInterfaceStat>().ToArray();
        return new(
            moment,
            cpus is { Count: > 0 } ? CpuTimes.Sum(cpus) : null,
            cpus?.Count ?? 0,
            disks is null ? null : Sum(disks),
            cards is { Length: > 0 } ? Sum(cards, card => card.RxBytes) : null,
            cards is { Length: > 0 } ? Sum(cards, card => card.TxBytes) : null,
            load?[0],
            memory);
    }

    private static DiskCounters Sum(IReadOnlyList<DiskCounters> disks) => disks.Where(disk => disk.IsWhole).Aggregate(
        new DiskCounters("", 0, 0, 0, 0, TimeSpan.Zero, 0),
        (sum, disk) => new(
            "", sum.Reads + disk.Reads, sum.ReadBytes + disk.ReadBytes, sum.Writes + disk.Writes, sum.WrittenBytes + disk.WrittenBytes,
            sum.BusyTime + disk.BusyTime, sum.InFlight + disk.InFlight));

    private static ulong Sum(GuestNetworkInterfaceStat[] cards, Func<GuestNetworkInterfaceStat, ulong> select) =>
        cards.Aggregate(0UL, (sum, card) => sum + select(card));

    private async Task<T?> AskAsync<T>(string what, Func<GuestAgentClient, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
        where T : class
    {
        if (_refused.Contains(what))
        {
            return null;
        }

        try
        {
            return await ask(client, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is GuestAgentRefusedException or GuestAgentReplyException)
        {
            // A guest that is frozen for a moment refuses most things, and tells them again afterwards.
            if (problem is GuestCommandUnknownException)
            {
                _refused.Add(what);
            }

            return null;
        }
    }
}
