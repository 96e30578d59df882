using System.Diagnostics;

namespace Qga.Client.Tests.Libvirt;

/// <summary>The client and a real libvirt, whose guests have no system: what can be said about an agent that is not there.</summary>
/// <param name="daemon">The libvirt.</param>
[Collection(SharedLibvirt.Name)]
public sealed class LibvirtLinkTests(LibvirtDaemon daemon)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unknown_domain_is_named()
    {
        string message = await FailureAsync<GuestNotFoundException>("none");
        Assert.StartsWith($"libvirt at {daemon.Uri} has no domain none: ", message, StringComparison.Ordinal);
        await FailureAsync<GuestNotFoundException>("00000000-0000-0000-0000-000000000001");
    }

    [Fact]
    public async Task Domain_that_is_off_is_called_so() => Assert.Equal("the guest off is shut off", await FailureAsync<GuestUnreachableException>("off"));

    [Fact]
    public async Task Domain_without_a_channel_has_no_socket_for_an_agent() =>
        Assert.StartsWith("bare has no channel for a guest agent: ", await FailureAsync<GuestSocketNotFoundException>("bare"), StringComparison.Ordinal);

    [Fact]
    public async Task Channel_that_nobody_has_opened_shows_that_no_agent_runs()
    {
        await FailureAsync<GuestAgentNotRunningException>("deaf");

        // A command that answers only if it fails has not been sent either.
        await using GuestAgentClient client = Client("deaf");
        await Assert.ThrowsAsync<GuestAgentNotRunningException>(() => client.GuestShutdownAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Request_that_is_too_long_for_libvirt_is_not_sent()
    {
        LibvirtDaemon.SkipIfMissing();
        await using GuestAgentClient client = Client("deaf");
        GuestUnreachableException problem = await Assert.ThrowsAsync<GuestUnreachableException>(
            () => client.GuestFileWriteAsync(1, new byte[123_000], cancellationToken: Cancellation));
        Assert.StartsWith("libvirt passes on requests of 163840 bytes at most, and this one has 164", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paused_domain_is_called_so()
    {
        LibvirtDaemon.SkipIfMissing();
        await daemon.VirshAsync("suspend", "deaf");
        try
        {
            Assert.Equal("the guest deaf is paused", await FailureAsync<GuestUnreachableException>("deaf"));
        }
        finally
        {
            await daemon.VirshAsync("resume", "deaf");
        }
    }

    [Fact]
    public async Task Libvirt_that_does_not_run_is_named()
    {
        LibvirtDaemon.SkipIfMissing();
        const string uri = "qemu:///session?socket=/nonexistent/socket";
        await using GuestAgentClient client = new(new LibvirtGuestAddress("any", uri));
        GuestUnreachableException problem = await Assert.ThrowsAnyAsync<GuestUnreachableException>(() => client.GuestPingAsync(Cancellation));
        Assert.StartsWith($"cannot connect to libvirt at {uri}: ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connecting_looks_the_domain_up_by_its_UUID_too()
    {
        LibvirtDaemon.SkipIfMissing();
        LibvirtGuest guest = (await LibvirtHost.ListDomainsAsync(daemon.Uri, Cancellation)).Single(one => one.Name == "deaf");
        await using GuestAgentClient client = await GuestAgentClient.ConnectAsync($"libvirt:{guest.Uuid}@{daemon.Uri}", cancellationToken: Cancellation);
        await Assert.ThrowsAsync<GuestAgentNotRunningException>(() => client.GuestPingAsync(Cancellation));
    }

    [Fact]
    public async Task Client_connects_anew_when_libvirt_has_been_started_again()
    {
        LibvirtDaemon.SkipIfMissing();
        await using GuestAgentClient client = Client("deaf");
        await Assert.ThrowsAsync<GuestAgentNotRunningException>(() => client.GuestPingAsync(Cancellation));
        await daemon.StopAsync();
        GuestConnectionLostException lost = await Assert.ThrowsAsync<GuestConnectionLostException>(() => client.GuestPingAsync(Cancellation));
        Assert.StartsWith("the connection to libvirt is lost: ", lost.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<GuestUnreachableException>(() => client.GuestPingAsync(Cancellation));
        await daemon.StartAsync();
        await Assert.ThrowsAsync<GuestAgentNotRunningException>(() => client.GuestPingAsync(Cancellation));
    }

    [Fact]
    public async Task Call_that_is_cancelled_leaves_the_link_usable()
    {
        LibvirtDaemon.SkipIfMissing();
        await using GuestAgentClient client = Client("deaf");
        await Assert.ThrowsAsync<GuestAgentNotRunningException>(() => client.GuestPingAsync(Cancellation));
        await daemon.HaltAsync();
        try
        {
            using CancellationTokenSource cancelled = new();
            Task call = client.GuestPingAsync(cancelled.Token);
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }
        finally
        {
            await daemon.ContinueAsync();
        }

        await Assert.ThrowsAsync<GuestAgentNotRunningException>(() => client.GuestPingAsync(Cancellation));
    }

    [Fact]
    public async Task Time_is_kept_when_libvirt_itself_hangs_and_later_calls_wait_for_it()
    {
        LibvirtDaemon.SkipIfMissing();
        GuestAgentClientOptions options = new()
        {
            CallTimeout = TimeSpan.FromSeconds(1),
            SilenceTimeout = TimeSpan.FromSeconds(0.1),
            Stream = new() { SynchronizationTimeout = TimeSpan.FromSeconds(0.1) },
        };
        await using GuestAgentClient client = new(new LibvirtGuestAddress("deaf", daemon.Uri), options);
        await Assert.ThrowsAsync<GuestAgentNotRunningException>(() => client.GuestPingAsync(Cancellation));
        await daemon.HaltAsync();
        try
        {
            Stopwatch time = Stopwatch.StartNew();
            await Assert.ThrowsAsync<GuestAgentTimeoutException>(() => client.GuestPingAsync(Cancellation));
            Assert.True(time.Elapsed >= TimeSpan.FromSeconds(1));

            // libvirt's call goes on: those behind it are not sent.
            GuestAgentSilentException busy = await Assert.ThrowsAsync<GuestAgentSilentException>(() => client.GuestPingAsync(Cancellation));
            Assert.Equal("libvirt is still busy with an earlier command to the agent of deaf", busy.Message);
            await Assert.ThrowsAsync<GuestAgentSilentException>(() => client.GuestShutdownAsync(cancellationToken: Cancellation));
        }
        finally
        {
            await daemon.ContinueAsync();
        }

        await Assert.ThrowsAsync<GuestAgentNotRunningException>(() => client.GuestPingAsync(Cancellation));
    }

    [Fact]
    public async Task Disposal_ends_a_call_that_waits()
    {
        LibvirtDaemon.SkipIfMissing();
        GuestAgentClient client = Client("deaf");
        await Assert.ThrowsAsync<GuestAgentNotRunningException>(() => client.GuestPingAsync(Cancellation));
        await daemon.HaltAsync();
        try
        {
            Task call = client.GuestPingAsync(Cancellation);
            await client.DisposeAsync();
            await Assert.ThrowsAsync<GuestConnectionLostException>(() => call);
        }
        finally
        {
            await daemon.ContinueAsync();
        }
    }

    private GuestAgentClient Client(string domain) => new(new LibvirtGuestAddress(domain, daemon.Uri));

    private async Task<string> FailureAsync<T>(string domain)
        where T : GuestUnreachableException
    {
        LibvirtDaemon.SkipIfMissing();
        await using GuestAgentClient client = Client(domain);
        return (await Assert.ThrowsAsync<T>(() => client.GuestPingAsync(Cancellation))).Message;
    }
}
