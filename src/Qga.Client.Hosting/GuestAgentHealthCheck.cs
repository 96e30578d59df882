using Microsoft.Extensions.Diagnostics.HealthChecks;
using Qga.Contracts;

namespace Qga.Client.Hosting;

internal sealed class GuestAgentHealthCheck(IGuestAgentClientFactory factory, string name) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        GuestAgentClient client = factory.GetClient(name);
        try
        {
            await client.GuestPingAsync(cancellationToken).ConfigureAwait(false);
            return await IsFrozenAsync(client, cancellationToken).ConfigureAwait(false)
                ? HealthCheckResult.Degraded($"the file systems of {name} are frozen")
                : HealthCheckResult.Healthy();
        }
        catch (GuestAgentException problem)
        {
            return new(context.Registration.FailureStatus, problem.Message, problem);
        }
    }

    // An agent that cannot freeze, or may not tell, is not frozen.
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
}
