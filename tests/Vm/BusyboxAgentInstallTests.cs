using System.Text.Json.Nodes;
using Qga.Machines;

namespace Qga.Vm;

/// <summary>A guest without systemd and without a package manager: busybox starts the agent, and starts it again.</summary>
public sealed class BusyboxAgentInstallTests
{
    [Fact]
    public async Task Installed_upgraded_and_rolled_back_and_a_broken_agent_comes_to_nothing()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string folder = Directory.CreateTempSubdirectory("qga-busybox-").FullName;
        try
        {
            string initramfs = Path.Combine(folder, "initrd");
            await BusyboxInitramfs.WriteAsync(await GuestImage.GetAsync(cancellation), initramfs, cancellation);
            await using Machine machine = await Machine.StartAsync(new() { Agent = Project.Agent, Initramfs = initramfs }, cancellation);
            await machine.Tool.RunAsync("wait", Machine.Name, "--timeout", "60");
            Task<JsonNode> AgentAsync(params string[] words) => machine.Tool.AskAsync(["agent", .. words, Machine.Name]);

            JsonNode before = await AgentAsync("status");
            Assert.Equal(("qemu", "/usr/sbin/qemu-ga", null), ((string?)before["agent"], (string?)before["program"], (string?)before["service"]));
            Assert.Equal("changed", (string?)(await AgentAsync("install", "--from", Project.Agent))["outcome"]);
            JsonNode installed = await AgentAsync("status");
            Assert.Equal(("qga", "qga agent"), ((string?)installed["agent"], (string?)installed["from"]));

            string another = Path.Combine(folder, "another");
            await File.WriteAllBytesAsync(another, [.. await File.ReadAllBytesAsync(Project.Agent, cancellation), 0], cancellation);
            Assert.Equal("changed", (string?)(await AgentAsync("upgrade", "--from", another))["outcome"]);
            Assert.Equal("changed", (string?)(await AgentAsync("rollback"))["outcome"]);
            Assert.Equal((string?)installed["program"], (string?)(await AgentAsync("status"))["program"]);

            ToolResult broken = await machine.Tool.TryRunAsync("agent", "install", "--from", "/bin/true", "--rollback-after", "10", Machine.Name);
            Assert.Equal((1, "qga: the old agent runs again: nobody has heard from the new agent within 10 s\n"), (broken.ExitCode, broken.Error));
            Assert.Equal("qga", (string?)(await AgentAsync("status"))["agent"]);

            Assert.Equal((string?)before["version"], (string?)(await AgentAsync("rollback", "--original"))["after"]);
            Assert.Equal("qemu", (string?)(await AgentAsync("status"))["agent"]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
