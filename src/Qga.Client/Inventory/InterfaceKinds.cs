namespace Qga.Client;

/// <summary>Tells the kinds of network interfaces by their names: an agent tells nothing else that would.</summary>
public static class InterfaceKinds
{
    private static readonly string[] s_loopback = ["loopback"];

    // Docker, Podman, LXC, Incus, Kubernetes with its usual networks.
    private static readonly string[] s_container =
    [
        "veth", "docker", "br-", "podman", "lxc", "lxdbr", "incusbr", "cni", "flannel", "cali", "cilium", "kube-", "nodelocaldns", "weave", "vxlan.calico",
        "ovn-k8s",
    ];

    // libvirt, tap and tunnel devices, VPNs, Hyper-V inside of Windows, and what the kernel has by default.
    private static readonly string[] s_virtual =
    [
        "virbr", "vnet", "tap", "tun", "utun", "wg", "tailscale", "zt", "ppp", "sit", "gre", "erspan", "ip6tnl", "ip6gre", "ip6_vti", "ip_vti", "ipip",
        "isatap", "teredo", "dummy", "ifb", "vmnet", "vboxnet", "vethernet",
    ];

    /// <summary>
    /// The kind of an interface, by the beginning of its name in any case of letters. Loopback: <c>lo</c>, <c>lo0</c>, <c>Loopback</c> of Windows. Container:
    /// <c>veth</c>, <c>docker</c>, <c>br-</c>, <c>podman</c>, <c>lxc</c>, <c>lxdbr</c>, <c>incusbr</c>, <c>cni</c>, <c>flannel</c>, <c>cali</c>,
    /// <c>cilium</c>, <c>kube-</c>, <c>nodelocaldns</c>, <c>weave</c>, <c>vxlan.calico</c>, <c>ovn-k8s</c>. Virtual: <c>virbr</c>, <c>vnet</c>, <c>tap</c>,
    /// <c>tun</c>, <c>utun</c>, <c>wg</c>, <c>tailscale</c>, <c>zt</c>, <c>ppp</c>, <c>sit</c>, <c>gre</c>, <c>erspan</c>, <c>ip6tnl</c>, <c>ip6gre</c>,
    /// <c>ip_vti</c>, <c>ip6_vti</c>, <c>ipip</c>, <c>isatap</c>, <c>teredo</c>, <c>dummy</c>, <c>ifb</c>, <c>vmnet</c>, <c>vboxnet</c>, <c>vEthernet</c>. All
    /// others are physical.
    /// </summary>
    /// <param name="name">The name; what follows a colon is a label of Linux and does not count.</param>
    /// <returns>The kind.</returns>
    public static InterfaceKind Classify(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string device = name.Split(':')[0];
        return device is "lo" or "lo0" || BeginsWith(device, s_loopback) ? InterfaceKind.Loopback

            // Before veth, of which it is no kind.
            : device.StartsWith("vethernet", StringComparison.OrdinalIgnoreCase) ? InterfaceKind.Virtual
            : BeginsWith(device, s_container) ? InterfaceKind.Container
            : BeginsWith(device, s_virtual) ? InterfaceKind.Virtual
            : InterfaceKind.Physical;
    }

    private static bool BeginsWith(string name, string[] beginnings) =>
        beginnings.Any(beginning => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase));
}
