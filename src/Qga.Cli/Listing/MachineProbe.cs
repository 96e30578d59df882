using Qga.Cli.Guests;
using Qga.Monitor;

namespace Qga.Cli.Listing;

/// <summary>Asks a machine's monitor why its agent is silent.</summary>
internal static class MachineProbe
{
    /// <summary>Looks at one machine.</summary>
    /// <param name="path">The monitor's socket.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What stands in the agent's way; null: nothing that the monitor would tell in time.</returns>
    public static async Task<AgentFindings?> LookAsync(string path, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            MonitorClientOptions options = new() { ConnectTimeout = limit, CallTimeout = limit };
            await using MonitorClient monitor = await MonitorClient.ConnectAsync(path, options, cancellationToken).ConfigureAwait(false);
            StatusInfo status = await monitor.QueryStatusAsync(cancellationToken).ConfigureAwait(false);
            if (!status.Running)
            {
                return new(AgentState.Paused, Problem: $"the machine does not run: {status.Status}");
            }

            return await monitor.IsFrontendOpenAsync(null, cancellationToken).ConfigureAwait(false) switch
            {
                false => new(AgentState.NotRunning, Problem: "nobody in the guest has opened the agent's port"),
                true => new(AgentState.Silent, Problem: "a program in the guest has opened the port and does not answer, or another client uses the socket"),
                null => null,
            };
        }
        catch (Exception problem) when (problem is MonitorException or OperationCanceledException)
        {
            return null;
        }
    }
}
