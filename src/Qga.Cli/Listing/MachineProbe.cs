using Qga.Cli.Discovery;
using Qga.Cli.Guests;
using Qga.Cli.Machines;
using Qga.Client;
using Qga.Monitor;

namespace Qga.Cli.Listing;

/// <summary>Asks a machine's monitor, or libvirt, why its agent is silent.</summary>
internal static class MachineProbe
{
    /// <summary>Whether there is somebody to ask.</summary>
    public static bool CanLookAt(Guest guest) => guest.Monitor is not null || guest.Address is LibvirtGuestAddress;

    /// <summary>Looks at one machine.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What stands in the agent's way; null: nothing that would be told in time.</returns>
    public static async Task<AgentFindings?> LookAsync(Guest guest, TimeSpan limit, CancellationToken cancellationToken) =>
        guest.Address is LibvirtGuestAddress domain
            ? await LookAsync(domain, limit, cancellationToken).ConfigureAwait(false)
            : await LookAsync(guest.Monitor!, limit, cancellationToken).ConfigureAwait(false);

    // The monitor of a domain is libvirt's own.
    private static async Task<AgentFindings?> LookAsync(LibvirtGuestAddress domain, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            LibvirtGuest? found = await LibvirtMachine.FindAsync(domain, cancellationToken).WaitAsync(limit, cancellationToken).ConfigureAwait(false);
            return found is not null && LibvirtSource.StateOf(found) is (AgentState state, string problem) ? new(state, Problem: problem) : null;
        }
        catch (Exception problem) when (problem is GuestAgentException or OperationCanceledException or TimeoutException)
        {
            return null;
        }
    }

    private static async Task<AgentFindings?> LookAsync(string path, TimeSpan limit, CancellationToken cancellationToken)
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
