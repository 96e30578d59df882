using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Linux.Netlink;
using Qga.Protocol.Errors;

namespace Qga.Agent.Commands.Network;

/// <summary>The guest's network interfaces.</summary>
internal sealed class NetworkCommands : NetworkCommandsBase
{
    /// <inheritdoc/>
    public override CommandResult<IReadOnlyList<GuestNetworkInterface>> GuestNetworkGetInterfaces()
    {
        Errno error = RouteSocket.ListLinks(out List<NetworkLink> links);
        if (error.IsSuccess)
        {
            error = RouteSocket.ListAddresses(out List<NetworkAddress> addresses);
            if (error.IsSuccess)
            {
                return Describe(links, addresses);
            }
        }

        return QapiError.Generic(error.Describe("getifaddrs failed"));
    }

    /// <summary>Puts interfaces and addresses together.</summary>
    /// <param name="links">The interfaces.</param>
    /// <param name="addresses">The addresses.</param>
    /// <returns>An entry for each interface; behind them one for each label that is no interface's name, as clients expect of <c>eth0:1</c>.</returns>
    public static List<GuestNetworkInterface> Describe(IReadOnlyList<NetworkLink> links, IReadOnlyList<NetworkAddress> addresses)
    {
        List<GuestNetworkInterface> interfaces = [];
        foreach (NetworkLink link in links)
        {
            interfaces.Add(new() { Name = link.Name, HardwareAddress = HardwareAddress(link), Statistics = Statistics(link) });
        }

        foreach (NetworkAddress address in addresses)
        {
            // An interface may have gone between the two lists.
            if (links.FirstOrDefault(link => link.Index == address.Index) is { } link)
            {
                Add(interfaces, link, address);
            }
        }

        return interfaces;
    }

    private static void Add(List<GuestNetworkInterface> interfaces, NetworkLink link, NetworkAddress address)
    {
        string name = address.Label ?? link.Name;
        GuestNetworkInterface? owner = interfaces.Find(one => one.Name == name);
        if (owner is null)
        {
            owner = new() { Name = name, HardwareAddress = HardwareAddress(link) };
            interfaces.Add(owner);
        }

        owner.IpAddresses =
        [
            .. owner.IpAddresses ?? [],
            new()
            {
                IpAddress = Libc.AddressText(address.Address),
                IpAddressType = address.Address.Length == 4 ? GuestIpAddressType.Ipv4 : GuestIpAddressType.Ipv6,
                Prefix = address.PrefixLength,
            },
        ];
    }

    // A tunnel's link-layer address is the IP address of its end: 4 or 16 bytes, and no hardware's.
    private static string? HardwareAddress(NetworkLink link) => link.HardwareAddress.Length is 0 or 4 or 16
        ? null
        : string.Join(':', link.HardwareAddress.Select(part => part.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));

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
