using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Qga.Client.Hosting;

/// <summary>Adds guests to an application's services.</summary>
public static class GuestAgentServiceCollectionExtensions
{
    /// <summary>
    /// Adds a guest. Its client comes from <see cref="IGuestAgentClientFactory"/>, or as the keyed service <see cref="GuestAgentClient"/> whose key is the
    /// guest's name. The options are checked when the application starts.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The guest's name.</param>
    /// <param name="configure">Sets its options.</param>
    /// <returns>The options' builder, for options that come from elsewhere.</returns>
    public static OptionsBuilder<GuestAgentOptions> AddGuestAgent(this IServiceCollection services, string name, Action<GuestAgentOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddSingleton<IGuestAgentClientFactory, GuestAgentClientFactory>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GuestAgentOptions>, GuestAgentOptionsValidator>());
        // The factory disposes of its clients: a second disposal by the container does no harm.
        services.TryAddKeyedSingleton(name, (provider, _) => provider.GetRequiredService<IGuestAgentClientFactory>().GetClient(name));
        return services.AddOptions<GuestAgentOptions>(name).Configure(configure).ValidateOnStart();
    }
}
