using System.Net.Sockets;
using Qga.Machines;
using static Qga.Vm.Guest;

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
            using AgentChannel next = await OpenAsync();
            Assert.Equal("""{"return": {}}""", await next.ExchangeAsync("""{"execute": "guest-ping"}"""));
            await next.WriteAsync("""{"execute": "guest-pi""");
        }
    });

    [Fact]
    public Task A_host_that_is_gone_at_once_has_its_request_carried_out() => guest.WithoutConnectionAsync(async () =>
    {
        await guest.Shell.RunAsync("rm -f /guest/passing");
        using (AgentChannel passing = await OpenAsync())
            await passing.WriteAsync("""{"execute": "guest-file-open", "arguments": {"path": "/guest/passing", "mode": "w"}}""");
        await guest.Shell.WaitUntilAsync("test -e /guest/passing", TimeSpan.FromSeconds(10));
    });

    [Fact]
    public async Task Nothing_wakes_the_agent_while_its_host_is_silent()
    {
        await guest.Agent.CallAsync("guest-ping");
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
                using AgentChannel passing = await OpenAsync();
                await passing.WriteAsync("""{"execute": "guest-info"}{"exec""");
            }

            await guest.Shell.RunAsync("sleep 1");
        });
        Assert.Equal("{}", (await guest.Agent.CallAsync("guest-ping")).ToJsonString());
    }

    [Fact]
    public async Task A_host_that_does_not_read_costs_no_processor_time()
    {
        long handle = (long)await guest.Agent.CallAsync("guest-file-open", Arguments("""{"path": "/dev/zero"}"""));
        for (int i = 0; i < 4; i++)
            await guest.Agent.SendAsync("guest-file-read", Arguments($$"""{"handle": {{handle}}, "count": 4000000}"""));
        await Task.Delay(2000, TestContext.Current.CancellationToken);
        Assert.Equal(0, (await _process.IdleAsync(2)).CpuTime);

        await guest.WithoutConnectionAsync(() => Task.Delay(1500, TestContext.Current.CancellationToken));
        Assert.Equal((0, 0), await _process.IdleAsync(2));
        await guest.Agent.CallAsync("guest-file-close", Arguments($$"""{"handle": {{handle}}}"""));
    }

    private Task<AgentChannel> OpenAsync() => AgentChannel.OpenAsync(new UnixDomainSocketEndPoint(guest.Machine.Files.AgentSocket));
}
