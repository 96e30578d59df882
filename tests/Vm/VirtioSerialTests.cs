using System.Net.Sockets;
using Qga.Machines;
using Qga.Support;

namespace Qga.Vm;

/// <summary>The agent's own port, on which hosts come and go.</summary>
[Collection(SharedGuest.Name)]
public sealed class VirtioSerialTests(Guest guest)
{
    private readonly AgentProcess _process = new(guest.Shell, "qemu-guest-agent");

    [Fact]
    public Task Half_a_request_is_forgotten_when_the_host_goes() => guest.WithoutConnectionAsync(async () =>
    {
        // The first bytes of a host can reach the guest before the news that it is there: once in some ten times.
        for (int i = 0; i < 30; i++)
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
            using Peer next = await OpenAsync();
            Assert.Equal("""{"return": {}}""", next.Ask("""{"execute": "guest-ping"}"""));
            next.Send("""{"execute": "guest-pi""");
        }
    });

    [Fact]
    public Task A_host_that_is_gone_at_once_has_its_request_carried_out() => guest.WithoutConnectionAsync(async () =>
    {
        await guest.Shell.RunAsync("rm -f /guest/passing");
        using (Peer passing = await OpenAsync())
            passing.Send("""{"execute": "guest-file-open", "arguments": {"path": "/guest/passing", "mode": "w"}}""");
        await guest.Shell.WaitUntilAsync("test -e /guest/passing", TimeSpan.FromSeconds(10));
    });

    // The bytes of the next host can reach the guest before the news that the last one has gone, and that the next one is there.
    [Fact]
    public Task A_host_that_follows_another_at_once_has_its_reply() => guest.WithoutConnectionAsync(async () =>
    {
        for (int i = 0; i < 250; i++)
        {
            using Peer next = await OpenAsync();
            Assert.Equal("""{"return": {}}""", next.Ask("""{"execute": "guest-ping"}"""));
        }
    });

    [Fact]
    public Task A_command_that_never_ends_leaves_the_port_to_who_synchronises_and_to_the_next_host() => guest.WithoutConnectionAsync(async () =>
    {
        const string Open = """{"execute": "guest-file-open", "arguments": {"path": "/mnt/never/file"}}""";
        await guest.Shell.RunAsync(
            "mkdir -p /mnt/never; modprobe fuse; exec 5<> /dev/fuse; "
            + "mount -i -t fuse -o fd=5,rootmode=40000,user_id=0,group_id=0 never /mnt/never; "
            + "sleep 1000 > /dev/null 2>&1 5<&5 & echo $! > /guest/never.pid");
        try
        {
            using (Peer host = await OpenAsync())
            {
                host.Send(Open);
                await Task.Delay(500, TestContext.Current.CancellationToken);
                Assert.Equal("""{"return": 7}""", host.Ask("""{"execute": "guest-sync", "arguments": {"id": 7}}"""));
                Assert.Equal("""{"return": {}}""", host.Ask("""{"execute": "guest-ping"}"""));
                host.Send(Open);
                await Task.Delay(500, TestContext.Current.CancellationToken);
            }

            // The guest's kernel does not tell of a host that is followed by another in the same instant: that one has to synchronise.
            await Task.Delay(1000, TestContext.Current.CancellationToken);
            using Peer next = await OpenAsync();
            Assert.Equal("""{"return": {}}""", next.Ask("""{"execute": "guest-ping"}"""));
        }
        finally
        {
            await guest.Shell.TryRunAsync("kill $(cat /guest/never.pid); umount -l /mnt/never");
        }
    });

    [Fact]
    public async Task Nothing_wakes_the_agent_while_its_host_is_silent()
    {
        await guest.Agent.GuestPingAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, 0), await _process.IdleAsync(3));
    }

    [Fact]
    public Task Nothing_wakes_the_agent_while_no_host_is_there() => guest.WithoutConnectionAsync(async () =>
    {
        Assert.Equal((0, 0), await _process.IdleAsync(3));
    });

    [Fact]
    public async Task Hosts_that_come_and_go_at_once_do_no_harm()
    {
        await guest.WithoutConnectionAsync(async () =>
        {
            // Each coming and each going takes one of the 32 buffers of the port's control queue until the guest has dealt with it. Without a buffer
            // QEMU drops the news, and the guest's kernel believes for good that nobody is there: no agent could answer the last host then.
            for (int i = 0; i < 12; i++)
            {
                using Peer passing = await OpenAsync();
                passing.Send("""{"execute": "guest-info"}{"exec""");
            }

            await guest.Shell.RunAsync("sleep 1");
        });
        await guest.Agent.GuestPingAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_host_that_does_not_read_costs_no_processor_time()
    {
        long handle = await guest.Agent.GuestFileOpenAsync("/dev/zero", cancellationToken: TestContext.Current.CancellationToken);
        await guest.WithoutConnectionAsync(async () =>
        {
            using (Peer silent = await OpenAsync())
            {
                for (int i = 0; i < 4; i++)
                    silent.Send($$$"""{"execute": "guest-file-read", "arguments": {"handle": {{{handle}}}, "count": 4000000}}""" + "\n");
                await Task.Delay(2000, TestContext.Current.CancellationToken);
                Assert.Equal(0, (await _process.IdleAsync(2)).CpuTime);
            }

            await Task.Delay(1500, TestContext.Current.CancellationToken);
        });
        Assert.Equal((0, 0), await _process.IdleAsync(2));
        await guest.Agent.GuestFileCloseAsync(handle, TestContext.Current.CancellationToken);
    }

    private async Task<Peer> OpenAsync() =>
        new(await Connection.OpenAsync(new UnixDomainSocketEndPoint(guest.Machine.Files.AgentSocket)), readsAhead: false);
}
