using System.Globalization;
using Qga.Cli.Guests;
using Qga.Client;

namespace Qga.Cli.Discovery.Processes;

/// <summary>The guest that a process of QEMU's runs.</summary>
internal static class QemuProcess
{
    public static Guest Describe(HostProcess process)
    {
        QemuCommandLine line = QemuCommandLine.Parse(process.Words);
        string name = line.Name ?? string.Create(CultureInfo.InvariantCulture, $"qemu-{process.Id}");
        if (line.IsOfLibvirt)
        {
            // libvirt holds both sockets. It has been asked before, and does not answer or does not let us in.
            string uri = line.IsOfSystemLibvirt ? "qemu:///system" : "qemu:///session";
            return new(name, new LibvirtGuestAddress(name, uri), line.IsOfSystemLibvirt ? "libvirt (system)" : "libvirt (session)") { Uuid = line.Uuid };
        }

        (GuestAddress? address, string? problem) = FindAddress(line, process);
        return new(name, address, "qemu", line.MonitorPath is string path ? process.Resolve(path) : null, problem) { Uuid = line.Uuid };
    }

    private static (GuestAddress?, string?) FindAddress(QemuCommandLine line, HostProcess process)
    {
        if (line.AgentChardev is QemuOption chardev)
        {
            return FindAddress(chardev, process);
        }

        string? number = line.VsockNumber;
        return line.HasAgentPort ? (null, "the character device of the agent's port is not on QEMU's command line")
            : number is not null ? (null, $"QEMU has no port for an agent; where the agent listens on vsock, its address is vsock:{number}:PORT")
            : (null, "QEMU has no port for an agent: it needs -device virtserialport with the name org.qemu.guest_agent.0");
    }

    private static (GuestAddress?, string?) FindAddress(QemuOption chardev, HostProcess process)
    {
        bool isServer = chardev["server"] is "on" or "yes" or "true";
        switch (chardev.First)
        {
            case "socket" when !isServer && chardev["fd"] is null:
                return (null, "QEMU does not listen at the agent's port: it connects to another program, which uses the agent");
            case "socket" when chardev["abstract"] is "on" && chardev["path"] is string name:
                return (null, $"the agent's socket @{name} is an abstract one");
            case "socket" when chardev["path"] is string path:
                return (new UnixGuestAddress(process.Resolve(path)), null);
            case "socket" when chardev["port"] is string port && int.TryParse(port, CultureInfo.InvariantCulture, out int number):
                string host = chardev["host"] is null or "" or "0.0.0.0" or "::" ? "localhost" : chardev["host"]!;
                return (new TcpGuestAddress(host, number), null);
            case "socket":
                return (null, "the program that started QEMU gave it the agent's socket as an open descriptor, and alone knows its path");
            case "serial" or "tty" or "parallel":
                return (null, $"the agent's port is the device {chardev["path"]} of this host: give serial: and the path of its other end");
            case "pty":
                return (null, "QEMU has chosen a pseudo-terminal for the agent's port, which its monitor tells: give serial:/dev/pts/N");
            default:
                return (null, $"the agent's port is a character device '{chardev.First}', which no client can use");
        }
    }
}
