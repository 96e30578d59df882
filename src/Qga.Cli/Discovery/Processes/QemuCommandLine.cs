namespace Qga.Cli.Discovery.Processes;

/// <summary>What a command line of QEMU's says of the guest's name, its agent's port and its monitor.</summary>
internal sealed class QemuCommandLine
{
    private const string AgentPort = "org.qemu.guest_agent.0";

    private readonly Dictionary<string, QemuOption> _chardevs = new(StringComparer.Ordinal);
    private readonly List<QemuOption> _devices = [];
    private readonly List<QemuOption> _monitors = [];
    private readonly List<string> _qmp = [];

    private QemuCommandLine()
    {
    }

    public string? Name { get; private set; }

    public Guid? Uuid { get; private set; }

    /// <summary>Whether libvirt started it, which then uses the sockets itself; and whether that was the system's.</summary>
    public bool IsOfLibvirt { get; private set; }

    public bool IsOfSystemLibvirt { get; private set; }

    /// <summary>The character device of the agent's port; null: there is no such port, or its device is not on the command line.</summary>
    public QemuOption? AgentChardev => AgentDevice?["chardev"] is string id ? _chardevs.GetValueOrDefault(id) : null;

    /// <summary>Whether there is a port for an agent.</summary>
    public bool HasAgentPort => AgentDevice is not null;

    /// <summary>The guest's number on vsock; null: it has none.</summary>
    public string? VsockNumber => _devices.FirstOrDefault(device => device.First.StartsWith("vhost-vsock", StringComparison.Ordinal))?["guest-cid"];

    /// <summary>The path of the socket of a QMP monitor; null: there is none.</summary>
    public string? MonitorPath => _qmp.Select(ReadSocketPath).Concat(_monitors.Select(FindMonitorPath)).FirstOrDefault(path => path is not null);

    private QemuOption? AgentDevice =>
        _devices.Find(device => device.First is "virtserialport" && device["name"] == AgentPort)
        // A serial line has no name of its own: what its character device is called is all there is to go by.
        ?? _devices.Find(device => device.First is "isa-serial" && device["chardev"] is string id
            && (id.Contains("qga", StringComparison.OrdinalIgnoreCase) || id.Contains("agent", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether a program is QEMU, by its name.</summary>
    public static bool IsQemu(string program) => program.StartsWith("qemu-system-", StringComparison.Ordinal) || program is "qemu-kvm" or "kvm" or "qemu";

    /// <summary>Reads a command line.</summary>
    /// <param name="words">The words, the program first.</param>
    public static QemuCommandLine Parse(IReadOnlyList<string> words)
    {
        QemuCommandLine line = new();
        for (int index = 1; index < words.Count; index++)
        {
            // QEMU takes two dashes for one.
            string option = words[index].StartsWith("--", StringComparison.Ordinal) ? words[index][1..] : words[index];
            if (index + 1 < words.Count && line.TryTake(option, words[index + 1]))
            {
                index++;
            }
        }

        return line;
    }

    private bool TryTake(string option, string value)
    {
        switch (option)
        {
            case "-name":
                QemuOption name = QemuOption.Parse(value);
                Name = name.First.Length > 0 ? name.First : name["guest"];
                return true;
            case "-uuid":
                Uuid = Guid.TryParse(value, out Guid uuid) ? uuid : null;
                return true;
            case "-chardev":
                QemuOption chardev = QemuOption.Parse(value);
                _chardevs[chardev["id"] ?? ""] = chardev;
                return true;
            case "-device":
                _devices.Add(QemuOption.Parse(value));
                return true;
            case "-mon":
                _monitors.Add(QemuOption.Parse(value));
                return true;
            case "-qmp" or "-qmp-pretty":
                _qmp.Add(value);
                return true;
            case "-object" when value.Contains("/libvirt/qemu/", StringComparison.Ordinal) && value.Contains("secret", StringComparison.Ordinal):
                // The key of a domain's secrets: .../domain-1-NAME/master-key.aes
                IsOfLibvirt = true;
                IsOfSystemLibvirt = value.Contains("/var/lib/libvirt/", StringComparison.Ordinal);
                return true;
            default:
                return false;
        }
    }

    // unix:/run/qmp.sock,server=on,wait=off; chardev:ID
    private string? ReadSocketPath(string value)
    {
        QemuOption option = QemuOption.Parse(value);
        return option.First.StartsWith("unix:", StringComparison.Ordinal) ? option.First["unix:".Length..]
            : option.First.StartsWith("chardev:", StringComparison.Ordinal) ? PathOf(option.First["chardev:".Length..])
            : null;
    }

    private string? FindMonitorPath(QemuOption monitor) =>
        monitor["mode"] is "control" ? PathOf(monitor["chardev"] ?? monitor.First) : null;

    private string? PathOf(string id) => _chardevs.TryGetValue(id, out QemuOption? chardev) && chardev.First == "socket" ? chardev["path"] : null;
}
