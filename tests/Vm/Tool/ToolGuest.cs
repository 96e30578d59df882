using Qga.Machines;

namespace Qga.Vm.Tool;

/// <summary>
/// The guest that the host's tool is used on: booted once, with two ports, our agent at the one and QEMU's of Debian at the other. Nobody else
/// holds a connection to them.
/// </summary>
[CollectionDefinition(Name)]
public sealed class ToolGuest : IAsyncLifetime, ICollectionFixture<ToolGuest>
{
    public const string Name = "tool";

    public const string Ours = "ours";

    public const string Debians = "debian";

    /// <summary>The agents, by the names that the tool knows them by.</summary>
    public static TheoryData<string> Agents => [Ours, Debians];

    public Machine Machine { get; private set; } = null!;

    public HostTool Tool { get; private set; } = null!;

    public GuestShell Shell => Machine.Shell;

    /// <summary>A folder on the host for what a test needs there.</summary>
    public string Folder => Machine.Files.Folder;

    /// <summary>The systemd unit in which an agent runs.</summary>
    public static string UnitOf(string agent) => agent == Ours ? "qemu-guest-agent" : "debian-agent";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        string socket = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Machine = await Machine.StartAsync(new()
        {
            Agent = Project.Agent,
            More =
            [
                "-chardev", $"socket,id=debian,path={socket},server=on,wait=off",
                "-device", "virtserialport,chardev=debian,name=org.qemu.guest_agent.1",
                "-chardev", "pty,id=pty",
                "-device", "virtserialport,chardev=pty,name=org.qemu.guest_agent.2",
            ],
        });
        await Machine.StartAgentAsync();
        await Shell.RunAsync("""
            cat > /run/systemd/system/debian-agent.service << END
            [Service]
            ExecStart=/usr/sbin/qemu-ga -m virtio-serial -p /dev/virtio-ports/org.qemu.guest_agent.1 -t /guest/debian
            Restart=always
            END
            mkdir /guest/debian
            systemctl daemon-reload
            systemctl start debian-agent
            """);
        Tool = new(Folder, (Ours, Machine.Files.AgentSocket), (Debians, socket));
        foreach (string agent in (string[])[Ours, Debians])
            await Tool.RunAsync("wait", agent);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Machine is not null)
            await Machine.DisposeAsync();
    }
}
