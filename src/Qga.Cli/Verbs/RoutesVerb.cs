using System.CommandLine;
using Qga.Cli.Guests;
using Qga.Cli.Looking;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga routes</c>.</summary>
internal sealed class RoutesVerb : GuestVerb
{
    private static readonly Column[] s_columns =
    [
        new("DESTINATION", "destination"),
        new("GATEWAY", "gateway"),
        new("INTERFACE", "interface"),
        new("METRIC", "metric", ValueKind.Number),
        new("IP", "version", ValueKind.Number),
    ];

    private readonly Option<bool> _local = new("--local") { Description = "Also routes to the guest itself and to multicast groups" };

    public RoutesVerb(Invocation invocation)
        : base(invocation, "routes", VerbGroup.Look, "List the guest's routes") => Add(_local);

    public override IReadOnlyList<Column> Fields => s_columns;

    public override IReadOnlyList<Example> Examples => [new("routes web1", "the routes of a guest, the default ones first")];

    public override IReadOnlyList<string> Details =>
        ["Agents before QEMU 9.1 have no command for it: the routes are read from the guest's /proc/net then, if the agent may read files."];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        bool withLocal = arguments.GetValue(_local);
        IReadOnlyList<Route> routes = await GuestCounters.GetRoutesAsync(client, cancellationToken).ConfigureAwait(false);
        return Answer.Table(s_columns, routes
            .Where(route => withLocal || !route.IsLocal)
            .OrderBy(route => route.Version)
            .ThenByDescending(route => route.IsDefault)
            .Select(route => new object?[] { route.IsDefault ? "default" : route.Destination, route.Gateway, route.Interface, route.Metric, route.Version }));
    }
}
