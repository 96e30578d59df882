using System.Globalization;
using Qga.Cli.Output;
using Qga.Client;
using Qga.Contracts;

namespace Qga.Cli.Looking;

/// <summary>All that is worth knowing of a guest on one page.</summary>
internal static class GuestPage
{
    private static readonly Column s_hostName = new("HOST NAME", "host-name");
    private static readonly Column s_system = new("SYSTEM", "system");
    private static readonly Column s_kernel = new("KERNEL", "kernel");
    private static readonly Column s_agent = new("AGENT", "agent-version");
    private static readonly Column s_frozen = new("FROZEN", "frozen", ValueKind.State);
    private static readonly Column s_uptime = new("UPTIME", "uptime", ValueKind.Duration);
    private static readonly Column s_time = new("TIME", "time", ValueKind.Time);
    private static readonly Column s_clock = new("CLOCK", "clock-offset", ValueKind.Duration);
    private static readonly Column s_timeZone = new("TIME ZONE", "time-zone");
    private static readonly Column s_users = new("USERS", "users", ValueKind.List);
    private static readonly Column s_cpus = new("CPUS", "cpus", ValueKind.Number);
    private static readonly Column s_cpusOnline = new("CPUS ONLINE", "cpus-online", ValueKind.Number);
    private static readonly Column s_load = new("LOAD", "load", ValueKind.List);
    private static readonly Column s_memory = new("MEMORY", "memory-total", ValueKind.Bytes);
    private static readonly Column s_memoryUse = new("MEMORY USED", "memory-share", ValueKind.Share);
    private static readonly Column s_addresses = new("ADDRESSES", "addresses", ValueKind.List);
    private static readonly Column s_fileSystems = new("FILE SYSTEMS", "file-systems");
    private static readonly Column s_unknown = new("UNKNOWN", "unknown", ValueKind.Sentences);

    public static IReadOnlyList<Column> Columns { get; } =
    [
        s_hostName, s_system, s_kernel, s_agent, s_frozen, s_uptime, s_time, s_clock, s_timeZone, s_users, s_cpus, s_cpusOnline, s_load, s_memory, s_memoryUse,
        s_addresses, s_fileSystems, s_unknown,
    ];

    public static async Task<Answer> AskAsync(GuestAgentClient client, CancellationToken cancellationToken)
    {
        Inquiry inquiry = new();
        GuestAgentInfo? agent = await inquiry.AskAsync("agent", client.GuestInfoAsync(cancellationToken)).ConfigureAwait(false);
        GuestFsfreezeStatus? freeze = await inquiry.AskValueAsync("frozen", client.GuestFsfreezeStatusAsync(cancellationToken)).ConfigureAwait(false);
        GuestHostName? name = await inquiry.AskAsync("host-name", client.GuestGetHostNameAsync(cancellationToken)).ConfigureAwait(false);
        GuestOSInfo? system = await inquiry.AskAsync("system", client.GuestGetOsinfoAsync(cancellationToken)).ConfigureAwait(false);
        GuestFact<GuestClock> clock = await client.GetClockAsync(null, cancellationToken).ConfigureAwait(false);
        GuestTimezone? zone = await inquiry.AskAsync("time-zone", client.GuestGetTimezoneAsync(cancellationToken)).ConfigureAwait(false);
        IReadOnlyList<GuestUser>? users = await inquiry.AskAsync("users", client.GuestGetUsersAsync(cancellationToken)).ConfigureAwait(false);
        IReadOnlyList<GuestLogicalProcessor>? cpus = await inquiry.AskAsync("cpus", client.GuestGetVcpusAsync(cancellationToken)).ConfigureAwait(false);
        double[]? load = await inquiry.AskAsync("load", GuestCounters.GetLoadAsync(client, cancellationToken)).ConfigureAwait(false);
        TimeSpan? uptime = await GetUptimeAsync(client, inquiry, system, cancellationToken).ConfigureAwait(false);
        MemoryUse? memory = SystemText.IsWindows(system)
            ? null
            : await inquiry.AskAsync("memory", GuestCounters.GetMemoryAsync(client, cancellationToken)).ConfigureAwait(false);
        IReadOnlyList<GuestNetworkInterface>? network =
            await inquiry.AskAsync("addresses", client.GuestNetworkGetInterfacesAsync(cancellationToken)).ConfigureAwait(false);
        IReadOnlyList<GuestFilesystemInfo>? systems =
            await inquiry.AskAsync("file-systems", client.GuestGetFsinfoAsync(cancellationToken)).ConfigureAwait(false);
        return Answer.Page(
            (s_hostName, name?.HostName),
            (s_system, SystemText.Of(system)),
            (s_kernel, SystemText.KernelOf(system)),
            (s_agent, agent?.Version),
            (s_frozen, freeze is null ? null : freeze == GuestFsfreezeStatus.Frozen ? State.Warning("yes") : State.Good("no")),
            (s_uptime, uptime),
            (s_time, clock.Value is null ? null : DateTimeOffset.UtcNow + clock.Value.Offset),
            (s_clock, clock.Value?.Offset),
            (s_timeZone, zone is null ? null : ZoneOf(zone)),
            (s_users, users?.Select(user => user.User).ToArray()),
            (s_cpus, cpus?.Count),
            (s_cpusOnline, cpus?.Count(cpu => cpu.Online)),
            (s_load, load?.Cast<object>().ToArray()),
            (s_memory, memory?.Total),
            (s_memoryUse, memory?.UsedShare),
            (s_addresses, AddressText.Reachable(network)),
            (s_fileSystems, systems is null ? null : FileSystemTable.Of(systems)),
            (s_unknown, inquiry.Unknown));
    }

    // The first processor counts since the boot, and cannot be switched off in most guests.
    private static async Task<TimeSpan?> GetUptimeAsync(GuestAgentClient client, Inquiry inquiry, GuestOSInfo? system, CancellationToken cancellationToken)
    {
        if (SystemText.IsWindows(system))
        {
            return null;
        }

        Inquiry first = new();
        if (await first.AskValueAsync("uptime", GuestCounters.GetUptimeAsync(client, cancellationToken)).ConfigureAwait(false) is TimeSpan uptime)
        {
            return uptime;
        }

        IReadOnlyList<CpuTimes>? cpus = await inquiry.AskAsync("uptime", GuestCounters.GetCpusAsync(client, cancellationToken)).ConfigureAwait(false);
        return cpus?.FirstOrDefault(cpu => cpu.Cpu == 0) is CpuTimes cpu ? TimeSpan.FromMilliseconds(cpu.Total) : null;
    }

    // CET +01:00
    private static string ZoneOf(GuestTimezone zone)
    {
        TimeSpan offset = TimeSpan.FromSeconds(Math.Clamp(zone.Offset, -86_400, 86_400));
        return $"{zone.Zone} {(offset < TimeSpan.Zero ? '-' : '+')}{offset.ToString(@"hh\:mm", CultureInfo.InvariantCulture)}".Trim();
    }
}
