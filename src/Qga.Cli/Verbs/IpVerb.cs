using System.CommandLine;
using System.Net.Sockets;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga ip</c>.</summary>
internal sealed class IpVerb : GuestVerb
{
    private static readonly Column[] s_columns =
    [
        new("ADDRESS", "address"),
        new("PREFIX", "prefix", ValueKind.Number),
        new("INTERFACE", "interface"),
        new("KIND", "kind"),
        new("SCOPE", "scope"),
        new("MAC", "mac"),
    ];

    private readonly Option<bool> _one = new("--one", "-1") { Description = "Write the best address alone, for scripts" };
    private readonly Option<string?> _family = new("--family", "-f") { Description = "Only addresses of this family: 4 or 6", HelpName = "4|6" };

    private readonly Option<string?> _kind = new("--kind", "-k")
    {
        Description = "Only addresses of interfaces of this kind",
        HelpName = "physical|virtual|container|loopback",
    };

    private readonly Option<string?> _mac = new("--mac") { Description = "Only addresses of the interface with this hardware address", HelpName = "MAC" };
    private readonly Option<string?> _interface = new("--interface") { Description = "Only addresses of this interface", HelpName = "NAME" };

    public IpVerb(Invocation invocation)
        : base(invocation, "ip", VerbGroup.Look, "List the guest's addresses")
    {
        _family.AcceptOnlyFromAmong("4", "6", "ipv4", "ipv6");
        _kind.AcceptOnlyFromAmong("physical", "virtual", "container", "loopback");
        Add(_one);
        Add(_family);
        Add(_kind);
        Add(_mac);
        Add(_interface);
    }

    public override IReadOnlyList<Column> Fields => s_columns;

    public override IReadOnlyList<Example> Examples =>
    [
        new("ip web1", "all addresses of a guest"),
        new("ip web1 --one", "the best one: ssh root@$(qga ip web1 --one)"),
        new("ip web1 --family 4 --mac 52:54:00:12:34:56", "the IPv4 addresses of one network card"),
    ];

    public override IReadOnlyList<string> Details =>
    [
        "The best address is the first one that is valid beyond its link; those of physical interfaces come before those of virtual ones (tunnels, "
            + "VPNs), and then IPv4 before IPv6; otherwise the guest's order counts. Addresses of containers, of one link (169.254.0.0/16, fe80::/10) and of "
            + "the loopback interface are never it. Without one the exit code is 1.",
        "The kind of an interface is told from its name: an agent tells nothing else that would.",
    ];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        AddressFilter filter = new()
        {
            Family = arguments.GetValue(_family) switch
            {
                null => null,
                "4" or "ipv4" => AddressFamily.InterNetwork,
                _ => AddressFamily.InterNetworkV6,
            },
            Kinds = arguments.GetValue(_kind) is string kind ? [Enum.Parse<InterfaceKind>(kind, ignoreCase: true)] : null,
            Interface = arguments.GetValue(_interface),
            MacAddress = arguments.GetValue(_mac),
        };

        // Here the addresses are all that is asked for: a refusal is a failure.
        IReadOnlyList<GuestInterfaceAddress> addresses =
            [.. GuestInterfaceAddress.From(await client.GuestNetworkGetInterfacesAsync(cancellationToken).ConfigureAwait(false)).Where(filter.Matches)];
        if (!arguments.GetValue(_one))
        {
            return Answer.Table(s_columns, addresses.Select(RowOf));
        }

        GuestInterfaceAddress best =
            addresses.PickBest() ?? throw new VerbException("the guest has no address that is valid beyond its link, of the kind asked for");
        return Answer.Done(best.ToString(), s_columns.Zip(RowOf(best)));
    }

    private static object?[] RowOf(GuestInterfaceAddress address) =>
        [address.ToString(), address.PrefixLength, address.Interface, WordOf(address.Kind), WordOf(address.Scope), address.MacAddress];

    private static string WordOf(InterfaceKind kind) => kind switch
    {
        InterfaceKind.Physical => "physical",
        InterfaceKind.Virtual => "virtual",
        InterfaceKind.Container => "container",
        _ => "loopback",
    };

    private static string WordOf(AddressScope scope) => scope switch
    {
        AddressScope.Global => "global",
        AddressScope.LinkLocal => "link-local",
        _ => "loopback",
    };
}
