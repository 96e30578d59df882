using System.Net;
using System.Text.Json.Nodes;
using Qga.Machines;

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
                using AgentChannel agent = await AgentChannel.ConnectAsync(guest.Machine.Files.SerialSocket);
                JsonNode info = await agent.CallAsync("guest-info");
                Assert.NotEmpty(info["supported_commands"]!.AsArray());
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
        AgentChannel[] clients = [];
        try
        {
            IPEndPoint here = await guest.Machine.ForwardAsync(address);
            clients = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => AgentChannel.ConnectAsync(here)));
            foreach (AgentChannel client in clients.Reverse())
                Assert.Equal("{}", (await client.CallAsync("guest-ping")).ToJsonString());

            // One that leaves in the middle of a request takes nobody along.
            await clients[0].WriteAsync("""{"execute": "guest-""");
            clients[0].Dispose();
            Assert.Equal("{}", (await clients[1].CallAsync("guest-ping")).ToJsonString());

            Assert.Equal((0, 0), await process.IdleAsync(2));
            await process.TerminateAsync();
        }
        finally
        {
            foreach (AgentChannel client in clients)
                client.Dispose();
            await guest.Shell.TryRunAsync($"systemctl stop {unit}.socket");
            await process.StopAsync();
        }
    }
}
