using Qga.Cli.Discovery;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Client;

namespace Qga.Cli.Tests;

public sealed class GuestSelectorTests
{
    private static readonly GuestSelector s_selector = new([new ListSource("web1", "web2", "db"), new ListSource("db", "mail")]);

    [Theory]
    [InlineData("web1", "web1")]
    [InlineData("web*", "web1 web2")]
    [InlineData("?b", "db")]
    [InlineData("db,web1", "db web1")]
    [InlineData("db, db,*b", "db")]
    [InlineData("mail,./x.sock", "mail ./x.sock")]
    [InlineData("unix:/a,b", "unix:/a,b")]
    [InlineData("host:5", "host:5")]
    public async Task Word_means_guests(string text, string expected) =>
        Assert.Equal(expected.Split(' '), (await s_selector.SelectAsync(text, _ => { }, TestContext.Current.CancellationToken)).Select(guest => guest.Name));

    [Theory]
    [InlineData("web1", false)]
    [InlineData("/run/a.sock", false)]
    [InlineData("unix:/a,b", false)]
    [InlineData("web*", true)]
    [InlineData("a,b", true)]
    [InlineData("/run/a.sock,/run/b.sock", true)]
    public void Word_can_mean_several(string text, bool expected) => Assert.Equal(expected, GuestSelector.IsPlural(text));

    [Fact]
    public async Task Name_that_nobody_has_is_no_guest()
    {
        var problem = await Assert.ThrowsAsync<GuestNotFoundException>(() => s_selector.SelectAsync("nix", _ => { }, TestContext.Current.CancellationToken));
        Assert.Equal("there is no guest 'nix' on this host", problem.Message);
        IReadOnlyList<Guest> list = await s_selector.SelectAsync("db,nix", _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal([("db", false), ("nix", true)], list.Select(guest => (guest.Name, guest.IsMissing)));
        await Assert.ThrowsAsync<UsageException>(() => s_selector.SelectAsync(",", _ => { }, TestContext.Current.CancellationToken));
    }

    private sealed class ListSource(params string[] names) : IGuestSource
    {
        public ValueTask<IReadOnlyList<Guest>> FindAsync(Action<string> notice, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<Guest>>([.. names.Select(name => new Guest(name, new UnixGuestAddress($"/run/{name}"), "test"))]);
    }
}
