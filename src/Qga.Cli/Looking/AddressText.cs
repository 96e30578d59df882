using System.Net;
using Qga.Contracts;

namespace Qga.Cli.Looking;

/// <summary>Guests' addresses in a list.</summary>
internal static class AddressText
{
    /// <summary>Those that are neither the guest's own nor of one link only, IPv4 first; null: unknown.</summary>
    public static IReadOnlyList<string>? Reachable(IReadOnlyList<GuestNetworkInterface>? interfaces) => interfaces is null ? null :
    [
        .. interfaces
            .SelectMany(device => device.IpAddresses ?? [])
            .Where(address => IPAddress.TryParse(address.IpAddress.Split('%')[0], out IPAddress? ip) && IsReachable(ip))
            .OrderBy(address => address.IpAddressType)
            .Select(address => address.IpAddress),
    ];

    private static bool IsReachable(IPAddress address) =>
        !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal && !address.ToString().StartsWith("169.254.", StringComparison.Ordinal);
}
