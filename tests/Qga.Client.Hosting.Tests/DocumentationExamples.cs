using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Qga.Client.Hosting.Tests;

/// <summary>The examples of src/Qga.Client.Hosting/README.md, word for word, so that they compile.</summary>
internal static class DocumentationExamples
{
    public static void Register(ApplicationBuilder builder)
    {
        builder.Services.AddGuestAgent("web1", guest => guest.Address = "/run/vm1/agent.sock");
        builder.Services.AddGuestAgent("db", guest => guest.Address = "libvirt:db@qemu:///system");
        builder.Services.AddHealthChecks().AddGuestAgent("web1").AddGuestAgent("db", tags: ["ready"]);
        builder.Services.TryAddTransient<Backup>();
    }

    /// <summary>What the builders of the frameworks have.</summary>
    internal sealed record ApplicationBuilder(IServiceCollection Services);

    internal sealed class Backup([FromKeyedServices("db")] GuestAgentClient database)
    {
        public async Task RunAsync(CancellationToken cancellationToken)
        {
            await using (await database.FreezeAsync(cancellationToken: cancellationToken))
            {
                // Take the snapshot.
            }
        }
    }
}
