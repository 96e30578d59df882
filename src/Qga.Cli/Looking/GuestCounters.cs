using Qga.Client;
using Qga.Contracts;

namespace Qga.Cli.Looking;

/// <summary>
/// What the commands of newer agents tell, from the guest's /proc where its agent has no such command: any Linux guest whose agent may read files.
/// </summary>
internal static class GuestCounters
{
    public static async Task<IReadOnlyList<CpuTimes>> GetCpusAsync(GuestAgentClient client, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<GuestCpuStats> stats = await client.GuestGetCpustatsAsync(cancellationToken).ConfigureAwait(false);
            return [.. stats.OfType<GuestCpuStats.Linux>().Select(cpu => CpuTimes.From(cpu.Content))];
        }
        catch (GuestAgentRefusedException refusal)
        {
            return await ReadInsteadAsync(client, "/proc/stat", CpuTimes.Parse, refusal, cancellationToken).ConfigureAwait(false);
        }
    }

    public static async Task<IReadOnlyList<DiskCounters>> GetDisksAsync(GuestAgentClient client, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await client.GuestGetDiskstatsAsync(cancellationToken).ConfigureAwait(false)).Select(DiskCounters.From)];
        }
        catch (GuestAgentRefusedException refusal)
        {
            return await ReadInsteadAsync(client, "/proc/diskstats", DiskCounters.Parse, refusal, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The load averages over 1, 5 and 15 minutes.</summary>
    public static async Task<double[]> GetLoadAsync(GuestAgentClient client, CancellationToken cancellationToken)
    {
        try
        {
            GuestLoadAverage load = await client.GuestGetLoadAsync(cancellationToken).ConfigureAwait(false);
            return [load.Load1m, load.Load5m, load.Load15m];
        }
        catch (GuestAgentRefusedException refusal)
        {
            return await ReadInsteadAsync(client, "/proc/loadavg", KernelText.ParseLoad, refusal, cancellationToken).ConfigureAwait(false);
        }
    }

    public static async Task<IReadOnlyList<Route>> GetRoutesAsync(GuestAgentClient client, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await client.GuestNetworkGetRouteAsync(cancellationToken).ConfigureAwait(false)).Select(Route.From)];
        }
        catch (GuestAgentRefusedException refusal)
        {
            // QEMU's agent fails as a whole where the guest has no IPv6.
            IReadOnlyList<Route> routes = await ReadInsteadAsync(client, "/proc/net/route", Route.Parse, refusal, cancellationToken).ConfigureAwait(false);
            try
            {
                return [.. routes, .. await ReadAsync(client, "/proc/net/ipv6_route", Route.ParseV6, cancellationToken).ConfigureAwait(false)];
            }
            catch (GuestAgentRefusedException)
            {
                return routes;
            }
        }
    }

    public static Task<MemoryUse> GetMemoryAsync(GuestAgentClient client, CancellationToken cancellationToken) =>
        ReadAsync(client, "/proc/meminfo", MemoryUse.Parse, cancellationToken);

    public static Task<TimeSpan> GetUptimeAsync(GuestAgentClient client, CancellationToken cancellationToken) =>
        ReadAsync(client, "/proc/uptime", KernelText.ParseUptime, cancellationToken);

    // Where the file cannot be read either, the user wants to know of the command.
    private static async Task<T> ReadInsteadAsync<T>(
        GuestAgentClient client, string path, Func<string, T> parse, GuestAgentRefusedException refusal, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(client, path, parse, cancellationToken).ConfigureAwait(false);
        }
        catch (GuestAgentRefusedException)
        {
            throw refusal;
        }
    }

    private static async Task<T> ReadAsync<T>(GuestAgentClient client, string path, Func<string, T> parse, CancellationToken cancellationToken)
    {
        string text = await ProcFile.ReadAsync(client, path, cancellationToken).ConfigureAwait(false);
        try
        {
            return parse(text);
        }
        catch (Exception problem) when (problem is FormatException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            throw new GuestAgentReplyException($"{path} of the guest is not as Linux has it");
        }
    }
}
