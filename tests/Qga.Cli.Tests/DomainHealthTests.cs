using Qga.Cli.Health;
using Qga.Client;

namespace Qga.Cli.Tests;

public sealed class DomainHealthTests
{
    [Theory]
    [InlineData(LibvirtGuestState.Running, true, "machine ok, port ok, opened ok")]
    [InlineData(LibvirtGuestState.Running, false, "machine ok, port ok, opened broken")]
    [InlineData(LibvirtGuestState.Running, null, "machine ok, port ok")]
    [InlineData(LibvirtGuestState.Paused, true, "machine broken (virsh resume web1), port ok, opened ok")]
    [InlineData(LibvirtGuestState.Suspended, true, "machine broken (qga wake web1), port ok, opened ok")]
    [InlineData(LibvirtGuestState.ShutOff, false, "machine broken (virsh start web1), port ok")]
    public void State_of_a_domain_tells_what_is_broken_and_what_mends_it(LibvirtGuestState state, bool? isConnected, string expected)
    {
        LibvirtGuest domain = new("web1", Guid.Empty, state, HasAgentChannel: true, isConnected, null, null);

        Assert.Equal(expected, string.Join(", ", DomainHealth.Examine("web1", domain).Select(Describe)));
    }

    [Fact]
    public void Domain_without_a_channel_is_told_how_to_get_one()
    {
        LibvirtGuest domain = new("web1", Guid.Empty, LibvirtGuestState.Running, HasAgentChannel: false, null, null, null);

        HealthCheck port = DomainHealth.Examine("web1", domain)[1];
        Assert.True(port.IsBroken);
        Assert.Contains("org.qemu.guest_agent.0", port.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Domain_that_there_is_not_is_broken() => Assert.True(Assert.Single(DomainHealth.Examine("web1", null)).IsBroken);

    private static string Describe(HealthCheck check) =>
        $"{check.Name} {(check.IsBroken ? "broken" : "ok")}{(check is { IsBroken: true, Name: "machine" } ? $" ({check.Remedy})" : "")}";
}
