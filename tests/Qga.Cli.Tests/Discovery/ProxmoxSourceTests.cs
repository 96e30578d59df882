using Qga.Cli.Discovery;
using Qga.Cli.Guests;
using Qga.Client;

namespace Qga.Cli.Tests.Discovery;

public sealed class ProxmoxSourceTests
{
    [Fact]
    public async Task Guests_have_names_from_their_configuration_and_numbers_beside()
    {
        using TemporaryPlace place = new();
        place.Write("run/100.qga", "");
        place.Write("run/100.qmp", "");
        place.Write("run/100.pid", "1\n");
        place.Write("run/101.qmp", "");
        place.Write("conf/100.conf", "memory: 512\nname: web1\n[before]\nname: other\n");
        ProxmoxSource source = new($"{place.Path}/run", $"{place.Path}/conf");
        IReadOnlyList<Guest> guests = await source.FindAsync(_ => { }, TestContext.Current.CancellationToken);
        Assert.Equal(
            new Guest("web1", new UnixGuestAddress($"{place.Path}/run/100.qga"), "proxmox", $"{place.Path}/run/100.qmp") { Alias = "100" },
            guests[0]);
        Assert.Equal(("101", null), (guests[1].Name, guests[1].Address));
        Assert.Equal("the agent is switched off in its configuration: 'qm set 101 --agent 1', and start it anew", guests[1].Problem);
        Assert.Equal(2, guests.Count);
    }

    [Fact]
    public async Task Host_without_proxmox_has_none() =>
        Assert.Empty(await new ProxmoxSource("/nowhere/run", "/nowhere/conf").FindAsync(_ => { }, TestContext.Current.CancellationToken));
}
