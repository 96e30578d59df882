namespace Qga.Client;

/// <summary>What a network interface is for, as far as its name tells; <see cref="InterfaceKinds.Classify"/> has the rules.</summary>
public enum InterfaceKind
{
    /// <summary>A network card of the guest, or what joins or divides cards: a bond, team, VLAN, or bridge that is not a container network's.</summary>
    Physical,

    /// <summary>A tunnel, a VPN, a network of nested virtual machines.</summary>
    Virtual,

    /// <summary>A network of containers inside the guest.</summary>
    Container,

    /// <summary>The loopback interface.</summary>
    Loopback,
}
