using Qga.Contracts;

namespace Qga.Client;

/// <summary>One attempt to reach a guest.</summary>
/// <param name="client">The client, whose calls have the time limit of an attempt.</param>
/// <param name="options">What has to hold.</param>
internal sealed class ReadinessProbe(GuestAgentClient client, ReadinessOptions options)
{
    /// <summary>What an attempt found.</summary>
    /// <param name="State">How far it came.</param>
    /// <param name="Message">What stopped it.</param>
    /// <param name="Problem">The exception; null: none.</param>
    /// <param name="IsFinal">Whether further attempts are of no use.</param>
    public sealed record Finding(ReadinessState State, string Message, Exception? Problem = null, bool IsFinal = false);

    public async Task<Finding> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.GuestPingAsync(cancellationToken).ConfigureAwait(false);
            return await FindFrozenAsync(cancellationToken).ConfigureAwait(false)
                ?? await FindNoAddressAsync(cancellationToken).ConfigureAwait(false)
                ?? new(ReadinessState.Ready, "the guest is ready");
        }
        catch (GuestAgentException problem)
        {
            (ReadinessState state, string what) = Describe(problem);
            return new(state, $"{what}: {problem.Message}", problem, client.IsAtItsEnd);
        }
    }

    private static (ReadinessState State, string What) Describe(GuestAgentException problem) => problem switch
    {
        GuestNotFoundException => (ReadinessState.NoGuest, "no such guest"),
        GuestSocketNotFoundException => (ReadinessState.NoSocket, "no socket"),
        GuestConnectionRefusedException => (ReadinessState.ConnectionRefused, "connection refused"),
        GuestAgentNotRunningException => (ReadinessState.AgentNotRunning, "no agent has opened the port"),
        GuestAgentSilentException or GuestAgentTimeoutException => (ReadinessState.AgentSilent, "the agent is silent"),
        GuestUnreachableException => (ReadinessState.Unreachable, "unreachable"),
        GuestConnectionLostException => (ReadinessState.ConnectionLost, "connection lost"),
        _ => (ReadinessState.AgentFails, "the agent does not work"),
    };

    private async Task<Finding?> FindFrozenAsync(CancellationToken cancellationToken) =>
        options.RequiresThawed && await IsFrozenAsync(cancellationToken).ConfigureAwait(false)
            ? new(ReadinessState.Frozen, "the agent answers, and the guest's file systems are frozen")
            : null;

    private async Task<Finding?> FindNoAddressAsync(CancellationToken cancellationToken)
    {
        if (options.Address is null)
        {
            return null;
        }

        GuestFact<IReadOnlyList<GuestInterfaceAddress>> addresses =
            await client.GetAddressesAsync(options.Address, cancellationToken).ConfigureAwait(false);
        if (addresses.Value is { } found)
        {
            return found.Count > 0 ? null : new(ReadinessState.NoAddress, "the agent answers, and the guest has no address of the kind asked for");
        }

        return await IsFrozenAsync(cancellationToken).ConfigureAwait(false)
            ? new(ReadinessState.Frozen, "the agent answers, and the guest's file systems are frozen, so that it does not tell its addresses")
            : new(ReadinessState.NoAddress, $"the agent answers, and cannot tell the guest's addresses: {addresses.UnknownReason}", IsFinal: true);
    }

    // An agent that cannot freeze has no such command.
    private async Task<bool> IsFrozenAsync(CancellationToken cancellationToken)
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
}
