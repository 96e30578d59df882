namespace Qga.Client.Tests.Libvirt;

/// <summary>What libvirt tells of its domains.</summary>
/// <param name="daemon">The libvirt.</param>
[Collection(SharedLibvirt.Name)]
public sealed class LibvirtHostTests(LibvirtDaemon daemon)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Domains_are_listed_with_their_state_and_channel()
    {
        LibvirtDaemon.SkipIfMissing();
        Dictionary<string, LibvirtGuest> guests = (await LibvirtHost.ListDomainsAsync(daemon.Uri, Cancellation)).ToDictionary(guest => guest.Name);
        Assert.Equal(["bare", "deaf", "off"], guests.Keys.Order());
        Assert.Equal(3, guests.Values.Select(guest => guest.Uuid).Distinct().Count());
        Assert.Equal(new("off", guests["off"].Uuid, LibvirtGuestState.ShutOff, false, null, null, null), guests["off"]);
        Assert.Equal(new("bare", guests["bare"].Uuid, LibvirtGuestState.Running, false, null, null, null), guests["bare"]);
        LibvirtGuest deaf = guests["deaf"];
        Assert.Equal((LibvirtGuestState.Running, true, false), (deaf.State, deaf.HasAgentChannel, deaf.IsAgentConnected));
        Assert.True(File.Exists(deaf.AgentSocket));
    }

    [Fact]
    public async Task Monitor_answers_with_results_and_errors()
    {
        LibvirtDaemon.SkipIfMissing();
        string reply = await LibvirtHost.MonitorCommandAsync("deaf", """{"execute": "query-status"}""", daemon.Uri, Cancellation);
        Assert.Contains("\"running\":true", reply.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        reply = await LibvirtHost.MonitorCommandAsync("deaf", """{"execute": "no-such-command"}""", daemon.Uri, Cancellation);
        Assert.Contains("CommandNotFound", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Monitor_of_a_domain_that_is_off_or_unknown_is_unreachable()
    {
        LibvirtDaemon.SkipIfMissing();
        const string command = """{"execute": "query-status"}""";
        GuestUnreachableException off = await Assert.ThrowsAsync<GuestUnreachableException>(
            () => LibvirtHost.MonitorCommandAsync("off", command, daemon.Uri, Cancellation));
        Assert.Contains("the monitor of off: ", off.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<GuestNotFoundException>(() => LibvirtHost.MonitorCommandAsync("none", command, daemon.Uri, Cancellation));
    }

    [Fact]
    public async Task Wait_can_be_given_up()
    {
        LibvirtDaemon.SkipIfMissing();
        await daemon.HaltAsync();
        try
        {
            using CancellationTokenSource cancelled = new(TimeSpan.FromMilliseconds(50));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => LibvirtHost.ListDomainsAsync(daemon.Uri, cancelled.Token));
        }
        finally
        {
            await daemon.ContinueAsync();
        }
    }
}
