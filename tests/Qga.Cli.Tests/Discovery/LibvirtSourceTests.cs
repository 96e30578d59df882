using Qga.Cli.Discovery;
using Qga.Cli.Guests;
using Qga.Client;

namespace Qga.Cli.Tests.Discovery;

public sealed class LibvirtSourceTests
{
    [Theory]
    [InlineData(LibvirtGuestState.Running, true, true, null)]
    [InlineData(LibvirtGuestState.Running, true, null, null)]
    [InlineData(LibvirtGuestState.Running, true, false, AgentState.NotRunning)]
    [InlineData(LibvirtGuestState.Running, false, null, AgentState.NoPort)]
    [InlineData(LibvirtGuestState.Paused, true, true, AgentState.Paused)]
    [InlineData(LibvirtGuestState.Suspended, true, true, AgentState.Paused)]
    [InlineData(LibvirtGuestState.ShutOff, true, null, AgentState.Off)]
    [InlineData(LibvirtGuestState.Crashed, false, null, AgentState.Off)]
    internal void What_libvirt_knows_is_not_asked_for(LibvirtGuestState state, bool hasChannel, bool? isConnected, AgentState? expected)
    {
        Guid uuid = Guid.NewGuid();
        Guest guest = LibvirtSource.System.Describe(new("web", uuid, state, hasChannel, isConnected, null, null));
        Assert.Equal(("web", "libvirt (system)", uuid, expected), (guest.Name, guest.By, guest.Uuid, guest.KnownState));
        Assert.Equal(expected is not null, guest.Problem is not null);
        Assert.Equal(expected == AgentState.NoPort ? null : "libvirt:web@qemu:///system", guest.Address?.ToString());
    }

    [Fact]
    public async Task Libvirt_without_a_daemon_is_not_asked()
    {
        LibvirtSource source = new("libvirt (session)", "no-such-driver:///", ["/nowhere/libvirt-sock"]);
        Assert.Empty(await source.FindAsync(notice => Assert.Fail(notice), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Libvirt_that_cannot_be_asked_is_said()
    {
        using TemporaryPlace place = new();
        List<string> notices = [];
        LibvirtSource source = new("libvirt (system)", "no-such-driver:///", [place.Write("libvirt-sock", "")]);
        Assert.Empty(await source.FindAsync(notices.Add, TestContext.Current.CancellationToken));
        Assert.StartsWith("the guests of libvirt (system) are not listed: ", Assert.Single(notices), StringComparison.Ordinal);
    }
}
