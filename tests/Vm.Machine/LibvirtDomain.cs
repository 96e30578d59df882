using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Qga.Machines;

/// <summary>
/// The guest as a domain of libvirt's, in a libvirtd of its own, which sees folders of its own where the machine's has its files: nothing of the machine's
/// services takes part. Its disks in the guest: the root disk is vda, the bundle vdb, the ext4 disk vdc.
/// </summary>
public sealed partial class LibvirtDomain : IAsyncDisposable
{
    /// <summary>The collection of tests that have one: libvirt's daemon allows one of it at a time.</summary>
    public const string Collection = "libvirt";

    /// <summary>The domain's name.</summary>
    public const string Name = "guest";

    private readonly Process _virsh;
    private readonly MachineFiles _files;
    private readonly SemaphoreSlim _turn = new(1);
    private int _commands;

    private LibvirtDomain(Process virsh, MachineFiles files) => (_virsh, _files) = (virsh, files);

    /// <summary>Whether libvirtd, virsh, and the driver for QEMU are there.</summary>
    public static bool IsAvailable =>
        File.Exists("/usr/sbin/libvirtd") && File.Exists("/usr/bin/virsh") && Directory.Exists("/usr/lib/x86_64-linux-gnu/libvirt/connection-driver");

    /// <summary>A shell in the guest.</summary>
    public GuestShell Shell { get; private set; } = null!;

    /// <summary>The connection to its libvirtd.</summary>
    public string Uri => $"qemu:///system?socket={Folder}/libvirt/libvirt-sock";

    /// <summary>The folder of this domain, for what libvirt is to write.</summary>
    public string Folder => _files.Folder;

    /// <summary>The words in front of a program's that let it see what this libvirt sees: as root, nsenter(1).</summary>
    public IReadOnlyList<string> NamespacePrefix =>
        ["nsenter", $"--mount=/proc/{File.ReadAllText($"{Folder}/libvirt/run/libvirt/qemu/{Name}.pid").Trim()}/ns/mnt"];

    /// <summary>Gives its socket the name of that of the system's libvirt, for those who see what this libvirt sees.</summary>
    public void OfferAsSystem() => File.CreateSymbolicLink($"{Folder}/libvirt/run/libvirt/libvirt-sock", $"{Folder}/libvirt/libvirt-sock");

    /// <summary>Boots it and starts the agent in it.</summary>
    public static async Task<LibvirtDomain> StartAsync(string agent)
    {
        GuestImage image = await GuestImage.GetAsync();
        MachineFiles files = await MachineFiles.CreateAsync(image, agent, default);
        Directory.CreateDirectory($"{files.Folder}/libvirt/etc/libvirt");
        await File.WriteAllTextAsync($"{files.Folder}/libvirt/etc/libvirt/qemu.conf", Configuration);
        await File.WriteAllTextAsync(
            $"{files.Folder}/libvirt/etc/libvirt/libvirtd.conf", $"unix_sock_dir = \"{files.Folder}/libvirt\"\nauth_unix_rw = \"none\"\n");
        await File.WriteAllTextAsync($"{files.Folder}/domain.xml", Description(image, files));
        using (Process overlay = Process.Start("qemu-img", ["create", "-q", "-f", "qcow2", "-b", image.RootDisk, "-F", "qcow2", $"{files.Folder}/root.qcow2"]))
            await overlay.WaitForExitAsync();

        // When its input ends, however that came about, virsh ends; the machine and the files go after it. In a session of its own, as a
        // terminal's signals go to all of one.
        const string Script = """
            for folder in /etc/libvirt /run/libvirt /var/lib/libvirt /var/cache/libvirt /var/log/libvirt; do
                mkdir -p "$0/libvirt$folder" "$folder" && mount --bind "$0/libvirt$folder" "$folder" || exit
            done
            libvirtd -p "$0/libvirtd.pid" -f /etc/libvirt/libvirtd.conf 2>"$0/libvirtd.log" & daemon=$!
            until [ -S "$0/libvirt/libvirt-sock" ] || ! kill -0 $daemon; do sleep 0.1; done
            virsh -c "qemu:///system?socket=$0/libvirt/libvirt-sock" 2>&1
            kill -KILL $(cat /run/libvirt/qemu/guest.pid) $daemon
            wait
            rm -rf "$0"
            """;
        Process virsh = Process.Start(new ProcessStartInfo("setsid", ["unshare", "--mount", "sh", "-c", Script, files.Folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        LibvirtDomain domain = new(virsh, files);
        try
        {
            await domain.RunAsync($"create {files.Folder}/domain.xml");
            domain.Shell = await GuestShell.ConnectAsync(files.ShellSocket, TimeSpan.FromSeconds(120), default);
            await domain.Shell.RunAsync($"""
                set -e
                guest-load
                echo ARGUMENTS= >/guest/agent.env
                systemctl start qemu-guest-agent
                ip address add {GuestNetwork.Address}/{GuestNetwork.Prefix} dev eth0
                ip link set eth0 up
                mount /dev/vdc /mnt/ext4
                """, TimeSpan.FromSeconds(60));
            return domain;
        }
        catch
        {
            await domain.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives virsh a command and waits for its end.</summary>
    /// <param name="command">The words, as in its own shell.</param>
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It says that there was an error.</exception>
    public async Task<string> RunAsync(string command)
    {
        await _turn.WaitAsync();
        try
        {
            string mark = string.Create(CultureInfo.InvariantCulture, $"end-of-command-{++_commands}");
            await _virsh.StandardInput.WriteLineAsync($"{command}\necho {mark}");
            await _virsh.StandardInput.FlushAsync();
            List<string> lines = [];
            while (await _virsh.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2)) is { } line)
            {
                if (line == mark)
                    break;
                if (!line.StartsWith("virsh # ", StringComparison.Ordinal) && !OfItsLog().IsMatch(line))
                    lines.Add(line);
            }

            string output = string.Join('\n', lines).Trim();
            return lines.Exists(line => line.StartsWith("error:", StringComparison.Ordinal))
                ? throw new InvalidOperationException($"virsh {command}: {output}")
                : output;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Shell?.Dispose();
        _virsh.StandardInput.Close();
        await _virsh.WaitForExitAsync();
        _virsh.Dispose();
        _turn.Dispose();
        _files.Dispose();
    }

    // The machine's own privileges and control groups are left as they are.
    private const string Configuration = """
        security_driver = "none"
        user = "root"
        group = "root"
        dynamic_ownership = 0
        remember_owner = 0
        cgroup_controllers = []
        namespaces = []
        stdio_handler = "file"
        """;

    private static string Description(GuestImage image, MachineFiles files) => $"""
        <domain type='qemu'>
          <name>{Name}</name>
          <memory unit='MiB'>512</memory>
          <vcpu>2</vcpu>
          <os>
            <type arch='x86_64' machine='q35'>hvm</type>
            <kernel>{image.Kernel}</kernel>
            <initrd>{image.Initramfs}</initrd>
            <cmdline>console=ttyS0 quiet panic=-1 net.ifnames=0</cmdline>
          </os>
          <features><acpi/></features>
          <pm><suspend-to-mem enabled='yes'/></pm>
          <devices>
            <emulator>/usr/bin/qemu-system-x86_64</emulator>
            <disk type='file'><driver name='qemu' type='qcow2'/><source file='{files.Folder}/root.qcow2'/><target dev='vda' bus='virtio'/></disk>
            <disk type='file'>
              <driver name='qemu' type='raw'/><source file='{files.Bundle}'/><target dev='vdb' bus='virtio'/><readonly/><serial>bundle</serial>
            </disk>
            <disk type='file'>
              <driver name='qemu' type='raw' discard='unmap'/><source file='{files.Ext4Disk}'/><target dev='vdc' bus='virtio'/>
              <serial>ext4-disk</serial>
            </disk>
            <interface type='user'><mac address='{GuestNetwork.HardwareAddress}'/><model type='virtio'/></interface>
            <channel type='unix'><source mode='bind' path='{files.AgentSocket}'/><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
            <channel type='unix'><source mode='bind' path='{files.ShellSocket}'/><target type='virtio' name='guest.shell'/></channel>
            <serial type='file'><source path='{files.Console}'/></serial>
            <memballoon model='none'/>
          </devices>
        </domain>
        """;

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.+]+: [0-9]+: (info|warning) :")]
    private static partial Regex OfItsLog();
}
