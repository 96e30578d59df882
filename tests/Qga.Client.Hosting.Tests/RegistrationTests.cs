using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Qga.Client.Hosting.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public async Task Every_guest_has_one_client_which_all_share()
    {
        ServiceCollection services = new();
        services.AddGuestAgent("web1", guest => guest.Address = "/run/web1.sock");
        services.AddGuestAgent("db", guest => guest.Address = "tcp:host:5000");
        await using ServiceProvider provider = services.BuildServiceProvider();
        IGuestAgentClientFactory factory = provider.GetRequiredService<IGuestAgentClientFactory>();
        Assert.Equal(new UnixGuestAddress("/run/web1.sock"), factory.GetClient("web1").Address);
        Assert.Equal(new TcpGuestAddress("host", 5000), factory.GetClient("db").Address);
        Assert.Same(factory.GetClient("web1"), provider.GetRequiredKeyedService<GuestAgentClient>("web1"));
    }

    [Theory]
    [InlineData("", 1, "guest 'web1': Address: the address is empty")]
    [InlineData("web1", 1, "guest 'web1': Address: 'web1' is no address")]
    [InlineData("/run/x", 0, "guest 'web1': CallTimeout: a time is positive or infinite, and shorter than 49 days")]
    [InlineData("/run/x", 5_000_000, "guest 'web1': CallTimeout: a time is positive or infinite, and shorter than 49 days")]
    public async Task Wrong_options_are_told(string address, int seconds, string expected)
    {
        ServiceCollection services = new();
        services.AddGuestAgent("web1", guest =>
        {
            guest.Address = address;
            guest.CallTimeout = TimeSpan.FromSeconds(seconds);
        });
        await using ServiceProvider provider = services.BuildServiceProvider();
        var problem = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);
        Assert.StartsWith(expected, Assert.Single(problem.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guest_that_was_not_added_is_told()
    {
        ServiceCollection services = new();
        services.AddGuestAgent("web1", guest => guest.Address = "/run/x");
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IGuestAgentClientFactory>().GetClient("web2"));
    }

    [Fact]
    public void Container_may_be_disposed_of_synchronously()
    {
        ServiceCollection services = new();
        services.AddGuestAgent("web1", guest => guest.Address = "/run/x");
        ServiceProvider provider = services.BuildServiceProvider();
        GuestAgentClient client = provider.GetRequiredService<IGuestAgentClientFactory>().GetClient("web1");
        provider.Dispose();
        Assert.NotNull(client.Address);
    }
}
