using Qga.Cli.Guests;
using Qga.Client;

namespace Qga.Cli.Discovery;

/// <summary>The guests of Proxmox VE: <c>ID.qmp</c> and, where the agent is switched on, <c>ID.qga</c> in its folder of sockets.</summary>
/// <param name="sockets">The folder, <c>/var/run/qemu-server</c>.</param>
/// <param name="configuration">Where the guests' configuration is, <c>/etc/pve/qemu-server</c>, which root reads.</param>
internal sealed class ProxmoxSource(string sockets, string configuration) : IGuestSource
{
    public ValueTask<IReadOnlyList<Guest>> FindAsync(Action<string> notice, CancellationToken cancellationToken)
    {
        try
        {
            string[] numbers = !Directory.Exists(sockets) ? [] :
            [
                .. Directory.EnumerateFiles(sockets)
                    .Where(path => Path.GetExtension(path) is ".qga" or ".qmp")
                    .Select(path => Path.GetFileNameWithoutExtension(path))
                    .Where(number => number.All(char.IsAsciiDigit))
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ];
            return ValueTask.FromResult<IReadOnlyList<Guest>>([.. numbers.Select(Describe)]);
        }
        catch (UnauthorizedAccessException)
        {
            notice($"{sockets} cannot be read: the guests of Proxmox VE are not listed");
            return ValueTask.FromResult<IReadOnlyList<Guest>>([]);
        }
    }

    private Guest Describe(string number)
    {
        string agent = $"{sockets}/{number}.qga";
        string monitor = $"{sockets}/{number}.qmp";
        bool hasAgent = File.Exists(agent);
        string? name = ReadName($"{configuration}/{number}.conf");
        return new(
            name ?? number,
            hasAgent ? new UnixGuestAddress(agent) : null,
            "proxmox",
            File.Exists(monitor) ? monitor : null,
            hasAgent ? null : $"the agent is switched off in its configuration: 'qm set {number} --agent 1', and start it anew")
        {
            Alias = name is null ? null : number,
        };
    }

    // name: web1; what follows the first [section] is of snapshots.
    private static string? ReadName(string path)
    {
        try
        {
            return File.ReadLines(path)
                .TakeWhile(line => !line.StartsWith('['))
                .FirstOrDefault(line => line.StartsWith("name:", StringComparison.Ordinal))?["name:".Length..].Trim();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
