using System.Text.Json.Nodes;
using Qga.Machines;

namespace Qga.Vm;

/// <summary>A Debian guest with the agent of its distribution, as its package runs it.</summary>
public sealed class AdoptionGuest : IAsyncLifetime
{
    public Machine Machine { get; private set; } = null!;

    public GuestShell Shell => Machine.Shell;

    public HostTool Tool => Machine.Tool;

    /// <summary>A file of this host's that goes with the guest.</summary>
    public string PathOf(string name) => Path.Combine(Machine.Files.Folder, name);

    public async ValueTask InitializeAsync()
    {
        Machine = await Machine.StartAsync(new() { Agent = Project.Agent });
        await Shell.RunAsync("rm /etc/systemd/system/qemu-guest-agent.service && systemctl daemon-reload && systemctl start qemu-guest-agent && sync");
        await Tool.RunAsync("wait", Machine.Name, "--timeout", "60");
    }

    /// <summary>Runs <c>qga agent</c> with the guest.</summary>
    /// <returns>What it answers.</returns>
    public Task<JsonNode> AgentAsync(params string[] words) => Tool.AskAsync(["agent", .. words, Machine.Name]);

    /// <summary>Makes a file that is the agent and yet another one.</summary>
    public async Task<string> AnotherReleaseAsync()
    {
        string path = PathOf("another");
        await File.WriteAllBytesAsync(path, [.. await File.ReadAllBytesAsync(Project.Agent), 0]);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        if (Machine is not null)
            await Machine.DisposeAsync();
    }
}
