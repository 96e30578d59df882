using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Qga.Machines;

namespace Qga.Vm.Tool;

/// <summary>The ways to an agent beside a unix socket: vsock, inside the guest, and a pseudo-terminal for a serial line.</summary>
[Collection(ToolGuest.Name)]
public sealed class OtherWaysTests(ToolGuest guest)
{
    [Fact]
    public async Task Vsock_is_used_by_the_tool_in_the_guest()
    {
        Assert.SkipUnless(
            Path.GetFileName(Path.GetDirectoryName(Project.Tool)) == "bin", "the tool is not the native one, which needs no runtime in the guest");
        await guest.Shell.RunAsync("modprobe vsock_loopback");
        AgentProcess process = await AgentProcess.StartAsync(guest.Shell, "vsocktool", "-m vsock-listen -p 4294967295:1027 --vsock-any-cid");
        try
        {
            await guest.Tool.RunAsync("cp", Project.Tool, "ours:/guest/bin/qga");
            JsonNode page = await InGuestAsync("info", "vsock:1:1027");
            Assert.Equal("guest", (string?)page["host-name"]);
            Assert.Equal(2, (int)(await InGuestAsync("ping", "vsock:1:1027", "--count", "2", "--interval", "0.1"))["answered"]!);
            ToolResult run = await guest.Tool.TryRunAsync(
                "exec", "ours", "--", "/guest/bin/qga", "exec", "vsock:1:1027", "--", "sh", "-c", "echo through both; exit 5");
            Assert.Equal((5, "through both\n"), (run.ExitCode, run.Output));
            ToolResult refused = await guest.Tool.TryRunAsync("exec", "ours", "--", "/guest/bin/qga", "info", "vsock:1:1028");
            Assert.Equal(3, refused.ExitCode);
            Assert.Contains("nobody listens at vsock 1 port 1028", refused.Error, StringComparison.Ordinal);
        }
        finally
        {
            await process.StopAsync();
        }

        async Task<JsonNode> InGuestAsync(string verb, params string[] words) =>
            JsonNode.Parse(await guest.Tool.RunAsync(["exec", "ours", "--", "/guest/bin/qga", verb, "--json", .. words]))!.AsArray().Single()!["answer"]!;
    }

    [Fact]
    public async Task A_pseudo_terminal_is_a_serial_line()
    {
        JsonArray devices = (await guest.Machine.Monitor.ExecuteAsync("query-chardev")).AsArray();
        string path = ((string)devices.Single(device => (string?)device!["label"] == "pty")!["filename"]!)["pty:".Length..];
        AgentProcess process = await AgentProcess.StartAsync(guest.Shell, "pty", "-m virtio-serial -p /dev/virtio-ports/org.qemu.guest_agent.2");
        try
        {
            string address = $"serial:{path}";
            await guest.Tool.RunAsync("wait", address);
            Assert.Equal("guest", (string?)(await guest.Tool.AskAsync("info", address))["host-name"]);
            string text = string.Concat(Enumerable.Range(0, 20_000).Select(number => $"{number}\n"));
            await guest.Tool.RunAsync(["tee", $"{address}:/guest/through-pty"], text);
            Assert.Equal(
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
                await guest.Shell.RunAsync("sha256sum < /guest/through-pty | cut -c1-64"));
            Assert.Equal(text.TrimEnd(), await guest.Tool.RunAsync("cat", $"{address}:/guest/through-pty"));
            Assert.Equal(4, (await guest.Tool.TryRunAsync("exec", address, "--", "sh", "-c", "exit 4")).ExitCode);
        }
        finally
        {
            await process.StopAsync();
        }
    }
}
