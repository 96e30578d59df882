using System.Net.Sockets;
using Qga.Cli.Guests;
using Qga.Cli.Looking;
using Qga.Client;
using Qga.Contracts;

namespace Qga.Cli.Listing;

/// <summary>Takes a short look at guests' agents: whether they answer, and what is asked of every guest of a list.</summary>
/// <param name="invocation">Makes the clients.</param>
/// <param name="limit">How long one guest may take for all.</param>
internal sealed class AgentProbe(Invocation invocation, TimeSpan limit)
{
    private readonly Invocation _invocation = invocation.Within(limit);

    /// <summary>Looks at one guest. What goes wrong is a finding.</summary>
    public async Task<AgentFindings> LookAsync(Guest guest, CancellationToken cancellationToken)
    {
        if (guest.KnownState is AgentState known)
        {
            return new(known, Problem: guest.Problem);
        }

        if (guest.Address is null)
        {
            return new(AgentState.NoPort, Problem: guest.Problem);
        }

        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(limit);
        Task<AgentFindings> agent = AskAgentAsync(guest, ending.Token);
        // A healthy agent answers at once: only for others the machine is looked at. A monitor serves one client at a time.
        if (!MachineProbe.CanLookAt(guest)
            || (await Task.WhenAny(agent, Task.Delay(limit / 4, ending.Token)).ConfigureAwait(false) == agent
                && (await agent.ConfigureAwait(false)).State is AgentState.Answers or AgentState.Frozen))
        {
            AgentFindings findings = await agent.ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return findings;
        }

        AgentFindings? machine = await MachineProbe.LookAsync(guest, limit * 3 / 4, ending.Token).ConfigureAwait(false);
        if (machine?.State is AgentState.Paused or AgentState.NotRunning && !agent.IsCompleted)
        {
            // Then no answer can come.
            await ending.CancelAsync().ConfigureAwait(false);
        }

        AgentFindings found = await agent.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return found.State switch
        {
            AgentState.Answers or AgentState.Frozen => found,
            AgentState.Silent => machine ?? found,

            // Nothing of a machine that stands still can answer, whatever the way to it says.
            _ => machine is { State: AgentState.Paused or AgentState.Off } ? machine : found,
        };
    }

    private async Task<AgentFindings> AskAgentAsync(Guest guest, CancellationToken cancellationToken)
    {
        AgentFindings findings = new(AgentState.Silent, Problem: "the agent does not answer");
        try
        {
            await using GuestAgentClient client = _invocation.CreateClient(guest);
            GuestAgentInfo? info = await TryAsync(client.GuestInfoAsync(cancellationToken)).ConfigureAwait(false);
            findings = new(AgentState.Answers, info?.Version);
            if (await IsFrozenAsync(client, cancellationToken).ConfigureAwait(false))
            {
                return findings with { State = AgentState.Frozen, Problem = "its file systems are frozen" };
            }

            findings = findings with { System = SystemText.Of(await TryAsync(client.GuestGetOsinfoAsync(cancellationToken)).ConfigureAwait(false)) };
            IReadOnlyList<GuestNetworkInterface>? network = await TryAsync(client.GuestNetworkGetInterfacesAsync(cancellationToken)).ConfigureAwait(false);
            return findings with { Addresses = AddressText.Reachable(network) };
        }
        catch (OperationCanceledException)
        {
            // The time is over: what has been told counts.
            return findings;
        }
        catch (GuestAgentException problem)
        {
            return findings.State == AgentState.Answers ? findings : new(StateOf(problem), Problem: problem.Message);
        }
        catch (Exception problem) when (problem is IOException or PlatformNotSupportedException)
        {
            return new(AgentState.Unreachable, Problem: problem.Message);
        }
    }

    private static async Task<T?> TryAsync<T>(Task<T> call)
        where T : class
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is GuestAgentRefusedException or GuestAgentReplyException)
        {
            return null;
        }
    }

    private static async Task<bool> IsFrozenAsync(GuestAgentClient client, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GuestFsfreezeStatusAsync(cancellationToken).ConfigureAwait(false) == GuestFsfreezeStatus.Frozen;
        }
        catch (GuestAgentRefusedException)
        {
            return false;
        }
    }

    private static AgentState StateOf(GuestAgentException problem) => problem switch
    {
        GuestAgentNotRunningException => AgentState.NotRunning,
        GuestConnectionRefusedException { InnerException: SocketException { SocketErrorCode: SocketError.AccessDenied } } => AgentState.NoAccess,
        GuestAgentSilentException or GuestAgentTimeoutException => AgentState.Silent,
        GuestUnreachableException => AgentState.Unreachable,
        _ => AgentState.Silent,
    };
}
