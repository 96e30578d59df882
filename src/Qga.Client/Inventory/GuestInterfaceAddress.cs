using System.Net;
using System.Net.Sockets;
using Qga.Contracts;

namespace Qga.Client;

/// <summary>An IP address of a guest.</summary>
/// <param name="Interface">The name of its interface.</param>
/// <param name="Kind">What the interface is for.</param>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">How many bits of it name the network.</param>
/// <param name="Scope">How far it is valid.</param>
/// <param name="MacAddress">The interface's hardware address, in lower case with colons; null: the agent does not tell it.</param>
public sealed record GuestInterfaceAddress(
    string Interface, InterfaceKind Kind, IPAddress Address, int PrefixLength, AddressScope Scope, string? MacAddress)
{
    private const byte LinkLocalNetwork0 = 169;
    private const byte LinkLocalNetwork1 = 254;

    /// <summary><see cref="AddressFamily.InterNetwork"/> or <see cref="AddressFamily.InterNetworkV6"/>.</summary>
    public AddressFamily Family => Address.AddressFamily;

    /// <summary>The addresses of interfaces, in the guest's order. What is no IP address is left out.</summary>
    /// <param name="interfaces">The interfaces, as the agent tells them.</param>
    /// <returns>The addresses.</returns>
    public static IReadOnlyList<GuestInterfaceAddress> From(IReadOnlyList<GuestNetworkInterface> interfaces)
    {
        ArgumentNullException.ThrowIfNull(interfaces);
        List<GuestInterfaceAddress> addresses = [];
        foreach (GuestNetworkInterface device in interfaces)
        {
            InterfaceKind kind = InterfaceKinds.Classify(device.Name);
            string? mac = AddressFilter.NormalizeMac(device.HardwareAddress);
            foreach (GuestIpAddress ip in device.IpAddresses ?? [])
            {
                // An IPv6 address of Windows may have its zone behind a percent sign.
                if (IPAddress.TryParse(ip.IpAddress.Split('%')[0], out IPAddress? address))
                {
                    addresses.Add(new(device.Name, kind, address, (int)Math.Clamp(ip.Prefix, 0, 128), ScopeOf(address), mac));
                }
            }
        }

        return addresses;
    }

    /// <summary>How far an address is valid.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The scope.</returns>
    public static AddressScope ScopeOf(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (IPAddress.IsLoopback(address))
        {
            return AddressScope.Loopback;
        }

        Span<byte> bytes = stackalloc byte[16];
        return address.IsIPv6LinkLocal
            || (address.TryWriteBytes(bytes, out int length) && length == 4 && bytes[0] == LinkLocalNetwork0 && bytes[1] == LinkLocalNetwork1)
            ? AddressScope.LinkLocal
            : AddressScope.Global;
    }

    /// <summary>The address in its text form.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Address.ToString();
}
