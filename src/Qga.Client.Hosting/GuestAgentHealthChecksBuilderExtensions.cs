using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Qga.Client.Hosting;

/// <summary>Adds guests to an application's health checks.</summary>
public static class GuestAgentHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of a guest: healthy if its agent answers, degraded if it answers and the guest's file systems are frozen, otherwise the status for
    /// failures, with the reason in words.
    /// </summary>
    /// <param name="builder">The application's health checks.</param>
    /// <param name="name">The guest's name, as it was given to <see cref="GuestAgentServiceCollectionExtensions.AddGuestAgent"/>; also the check's.</param>
    /// <param name="failureStatus">The status if the agent does not answer; null: <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags that select checks.</param>
    /// <param name="timeout">How long the check may take; null: as long as the guest's options allow.</param>
    /// <returns>The builder.</returns>
    public static IHealthChecksBuilder AddGuestAgent(
        this IHealthChecksBuilder builder,
        string name,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new(
            name,
            provider => new GuestAgentHealthCheck(provider.GetRequiredService<IGuestAgentClientFactory>(), name),
            failureStatus,
            tags,
            timeout));
    }
}
