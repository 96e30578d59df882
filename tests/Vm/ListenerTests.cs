using System.Net;
using Qga.Client;
using Qga.Machines;
using Qga.Support;

namespace Qga.Vm;

/// <summary>The ways in for clients inside the guest, and the serial port.</summary>
[Collection(SharedGuest.Name)]
public sealed class ListenerTests(Guest guest)
{
    [Fact]
    public async Task Isa_serial_survives_the_comings_and_goings_of_the_host()
    {
        AgentProcess process = await AgentProcess.StartAsync(guest.Shell, "isa", "-m isa-serial -p /dev/ttyS1");
        try
        {
            for (int i = 0; i < 3; i++)
            {
                await using GuestAgentClient agent = await GuestAgent.ConnectAsync(guest.Machine.Files.SerialSocket);
                Assert.NotEmpty((await agent.GuestInfoAsync(TestContext.Current.CancellationToken)).SupportedCommands);
            }

            Assert.Equal((0, 0), await process.IdleAsync(2));
            await process.TerminateAsync();
        }
        finally
        {
            await process.StopAsync();
        }
    }

    [Fact]
    public Task Unix_listen_serves_many_clients_at_once() =>
        CheckManyAsync("unix", "-m unix-listen -p /guest/unix/socket", "UNIX-CONNECT:/guest/unix/socket");

    [Fact]
    public async Task Vsock_listen_serves_many_clients_at_once()
    {
        await guest.Shell.RunAsync("modprobe vsock_loopback");
        await CheckManyAsync("vsock", "-m vsock-listen -p 4294967295:1025 --vsock-any-cid", "VSOCK-CONNECT:1:1025");
    }

    [Fact]
    public async Task Vsock_listen_turns_away_whoever_is_not_the_host()
    {
        await guest.Shell.RunAsync("modprobe vsock_loopback");
        AgentProcess process = await AgentProcess.StartAsync(guest.Shell, "vsockhost", "-m vsock-listen -p 4294967295:1026");
        try
        {
            // The guest's own loopback has CID 1; the host would have 2.
            string request = """{"execute": "guest-ping"}""";
            ShellResult result = await guest.Shell.TryRunAsync($"echo '{request}' | timeout 10 socat -t 5 - VSOCK-CONNECT:1:1026,shut-none");
            Assert.DoesNotContain("return", result.Output, StringComparison.Ordinal);
            Assert.NotEqual(124, result.Status);
            await guest.Shell.RunAsync("systemctl is-active vsockhost");
        }
        finally
        {
            await process.StopAsync();
        }
    }

    [Fact]
    public Task A_socket_handed_over_by_systemd_is_served() =>
        CheckManyAsync("handed", "", "UNIX-CONNECT:/guest/handed.socket", "--socket-property=ListenStream=/guest/handed.socket");

    private async Task CheckManyAsync(string unit, string arguments, string address, string properties = "")
    {
        AgentProcess process = await AgentProcess.StartAsync(guest.Shell, unit, arguments, properties);
        GuestAgentClient[] clients = [];
        try
        {
            IPEndPoint here = await guest.Machine.ForwardAsync(address);
            clients = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => GuestAgent.ConnectAsync(here)));
            foreach (GuestAgentClient client in clients.Reverse())
                await client.GuestPingAsync();

            // One that leaves in the middle of a request takes nobody along.
            using (Peer leaving = new(await Connection.OpenAsync(here)))
                leaving.Send("""{"execute": "guest-""");
            await clients[0].GuestPingAsync();

            Assert.Equal((0, 0), await process.IdleAsync(2));
            await process.TerminateAsync();
        }
        finally
        {
            foreach (GuestAgentClient client in clients)
                await client.DisposeAsync();
            await guest.Shell.TryRunAsync($"systemctl stop {unit}.socket");
            await process.StopAsync();
        }
    }
}
