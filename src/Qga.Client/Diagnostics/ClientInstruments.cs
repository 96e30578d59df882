using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Qga.Client;

/// <summary>What a client tells OpenTelemetry and its like; docs/client.md has the list.</summary>
internal static class ClientInstruments
{
    private const string Name = "Qga.Client";

    private static readonly Meter s_meter = new(Name);

    /// <summary>One activity for each call, named after its command.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>How long calls take, in seconds, with the tags <c>qga.command</c> and, where they fail, <c>error.type</c>.</summary>
    public static Histogram<double> CallDuration { get; } =
        s_meter.CreateHistogram<double>("qga.client.call.duration", "s", "How long calls to guest agents take, the wait for their turn included.");
}
