using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Qga.Client;

/// <summary>Which addresses of a guest are meant. What is null does not matter.</summary>
public sealed record AddressFilter
{
    /// <summary>Addresses at which other machines may reach the guest: global ones, of interfaces that are physical or virtual.</summary>
    public static AddressFilter Reachable { get; } = new()
    {
        Kinds = [InterfaceKind.Physical, InterfaceKind.Virtual],
        Scopes = [AddressScope.Global],
    };

    /// <summary>The kinds of interface.</summary>
    public IReadOnlyList<InterfaceKind>? Kinds { get; init; }

    /// <summary>The scopes.</summary>
    public IReadOnlyList<AddressScope>? Scopes { get; init; }

    /// <summary><see cref="AddressFamily.InterNetwork"/> or <see cref="AddressFamily.InterNetworkV6"/>.</summary>
    public AddressFamily? Family { get; init; }

    /// <summary>The name of the interface.</summary>
    public string? Interface { get; init; }

    /// <summary>The hardware address of the interface, with colons or hyphens, in any case of letters: what the hypervisor gave the network card.</summary>
    public string? MacAddress { get; init; }

    /// <summary>Whether an address is meant.</summary>
    /// <param name="address">The address.</param>
    /// <returns>Whether it is.</returns>
    public bool Matches(GuestInterfaceAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Kinds?.Contains(address.Kind) != false
            && Scopes?.Contains(address.Scope) != false
            && (Family is null || Family == address.Family)
            && (Interface is null || Interface == address.Interface)
            && (MacAddress is null || NormalizeMac(MacAddress) == address.MacAddress);
    }

    [return: NotNullIfNotNull(nameof(address))]
    [SuppressMessage("Globalization", "CA1308", Justification = "This is how hardware addresses are written.")]
    internal static string? NormalizeMac(string? address) => address?.Replace('-', ':').ToLowerInvariant();
}
