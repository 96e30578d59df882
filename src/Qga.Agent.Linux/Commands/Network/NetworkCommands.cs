using System.Globalization;
using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Contracts;
using Qga.Linux.Interop;
using Qga.Linux.Netlink;

namespace Qga.Agent.Linux.Commands.Network;

/// <summary>The guest's network interfaces.</summary>
internal sealed class NetworkCommands : NetworkCommandsBase
{
    /// <inheritdoc/>
    public override CommandResult<IReadOnlyList<GuestNetworkInterface>> GuestNetworkGetInterfaces()
    {
        Errno error = NetworkLists.ReadLinks(out List<NetworkLink> links);
        if (error.IsSuccess)
        {
            error = NetworkLists.ReadAddresses(out List<NetworkAddress> addresses);
            if (error.IsSuccess)
            {
                return Describe(links, addresses);
            }
        }

        return QapiError.Generic(error.Describe("getifaddrs failed"));
    }

    /// <summary>Puts interfaces and addresses together, in time that grows as their number does.</summary>
    /// <returns>An entry for each interface; behind them one for each label that is no interface's name, as clients expect of <c>eth0:1</c>.</returns>
    public static List<GuestNetworkInterface> Describe(IReadOnlyList<NetworkLink> links, IReadOnlyList<NetworkAddress> addresses)
    {
        Dictionary<int, NetworkLink> byIndex = new(links.Count);
        foreach (NetworkLink link in links)
        {
            byIndex[link.Index] = link;
        }

        Dictionary<string, List<GuestIpAddress>> byName = new(links.Count);
        List<(string Name, NetworkLink Link)> names = new(links.Count);
        foreach (NetworkAddress address in addresses)
        {
            // An interface may have gone between the two lists.
            if (!byIndex.TryGetValue(address.Index, out NetworkLink? link))
            {
                continue;
            }

            string name = address.Label ?? link.Name;
            if (!byName.TryGetValue(name, out List<GuestIpAddress>? ipAddresses))
            {
                ipAddresses = [];
                byName.Add(name, ipAddresses);
                names.Add((name, link));
            }

            ipAddresses.Add(Describe(address));
        }

        List<GuestNetworkInterface> interfaces = new(links.Count);
        foreach (NetworkLink link in links)
        {
            byName.Remove(link.Name, out List<GuestIpAddress>? ipAddresses);
            interfaces.Add(new() { Name = link.Name, HardwareAddress = HardwareAddress(link), Statistics = Statistics(link), IpAddresses = ipAddresses });
        }

        foreach ((string name, NetworkLink link) in names)
        {
            if (byName.TryGetValue(name, out List<GuestIpAddress>? ipAddresses))
            {
                interfaces.Add(new() { Name = name, HardwareAddress = HardwareAddress(link), IpAddresses = ipAddresses });
            }
        }

        return interfaces;
    }

    private static GuestIpAddress Describe(NetworkAddress address) => new()
    {
        IpAddress = Libc.AddressText(address.Address),
        IpAddressType = address.Address.Length == 4 ? GuestIpAddressType.Ipv4 : GuestIpAddressType.Ipv6,
        Prefix = address.PrefixLength,
    };

    // A tunnel's link-layer address is the IP address of its end: 4 or 16 bytes, and no hardware's.
    private static string? HardwareAddress(NetworkLink link) => link.HardwareAddress.Length is 0 or 4 or 16
        ? null
        : string.Create((3 * link.HardwareAddress.Length) - 1, link.HardwareAddress, WritePairs);

    private static void WritePairs(Span<char> text, byte[] bytes)
    {
        text.Fill(':');
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i].TryFormat(text[(3 * i)..], out _, "x2", CultureInfo.InvariantCulture);
        }
    }

    private static GuestNetworkInterfaceStat? Statistics(NetworkLink link) => link.Statistics is not { } counts ? null : new()
    {
        RxBytes = counts.RxBytes,
        RxPackets = counts.RxPackets,
        RxErrs = counts.RxErrors,
        RxDropped = counts.RxDropped,
        TxBytes = counts.TxBytes,
        TxPackets = counts.TxPackets,
        TxErrs = counts.TxErrors,
        TxDropped = counts.TxDropped,
    };
}
