using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Qga.Testing;

namespace Qga.Client.Hosting.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task Guest_is_as_healthy_as_its_agent()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using FakeGuestAgent agent = new();
        UnixGuestAddress address = agent.Listen();
        ServiceCollection services = new();
        services.AddLogging();
        services.AddGuestAgent("web1", guest =>
        {
            guest.Address = address.ToString();
            guest.ConnectTimeout = TimeSpan.FromMilliseconds(300);
        });
        services.AddHealthChecks().AddGuestAgent("web1", tags: ["ready"]);
        await using ServiceProvider provider = services.BuildServiceProvider();
        HealthCheckService health = provider.GetRequiredService<HealthCheckService>();
        GuestAgentClient client = provider.GetRequiredKeyedService<GuestAgentClient>("web1");

        HealthReport report = await health.CheckHealthAsync(check => check.Tags.Contains("ready"), cancellation);
        Assert.Equal(HealthStatus.Healthy, Assert.Single(report.Entries).Value.Status);

        await using (await client.FreezeAsync(cancellationToken: cancellation))
        {
            report = await health.CheckHealthAsync(cancellation);
            Assert.Equal(HealthStatus.Degraded, report.Status);
            Assert.Equal("the file systems of web1 are frozen", report.Entries["web1"].Description);
        }

        await agent.StopListeningAsync();
        await agent.DisconnectAsync();
        report = await health.CheckHealthAsync(cancellation);
        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.IsAssignableFrom<GuestAgentException>(report.Entries["web1"].Exception);
    }
}
