using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Qga.Client;

namespace Qga.Machines;

/// <summary>
/// A running guest: two vCPUs, the agent's virtio-serial port, a second serial port (isa), an ext4 and an xfs data disk, a network card,
/// a monitor, and a shell for the checks. Disposing of it ends it.
/// </summary>
public sealed partial class Machine : IAsyncDisposable
{
    /// <summary>How <see cref="Tool"/> calls the guest.</summary>
    public const string Name = "guest";

    private readonly Process _process;
    private readonly MachineFiles _files;
    private readonly bool _leashed;
    private int _guestPort = 7000;

    private Machine(Process process, MachineFiles files, bool leashed, Monitor monitor, GuestShell shell)
    {
        (_process, _files, _leashed) = (process, files, leashed);
        (Monitor, Shell) = (monitor, shell);
        Tool = new(files.Folder, (Name, files.AgentSocket));
    }

    /// <summary>QEMU's monitor.</summary>
    public Monitor Monitor { get; }

    /// <summary>A shell in the guest.</summary>
    public GuestShell Shell { get; }

    /// <summary>The host's tool, which knows the guest by its name.</summary>
    public HostTool Tool { get; }

    /// <summary>The files of this machine on the host.</summary>
    public MachineFiles Files => _files;

    /// <summary>The process to be ended where the machine is not on a leash.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts a machine and waits until its shell answers, which takes about ten seconds under emulation.</summary>
    /// <exception cref="InvalidOperationException">QEMU ends at once: the text says why.</exception>
    /// <exception cref="TimeoutException">The guest does not come up.</exception>
    public static async Task<Machine> StartAsync(MachineOptions options, CancellationToken cancellationToken = default)
    {
        GuestImage image = await GuestImage.GetAsync(cancellationToken);
        MachineFiles files = await MachineFiles.CreateAsync(image, options.Agent, cancellationToken);
        Process process = Launch(QemuCommand.Line(image, files, options), files, options.Leashed);
        Monitor? monitor = null;
        try
        {
            monitor = await Monitor.ConnectAsync(files.MonitorSocket, cancellationToken);
            GuestShell shell = await GuestShell.ConnectAsync(files.ShellSocket, TimeSpan.FromSeconds(120), cancellationToken);
            return new(process, files, options.Leashed, monitor, shell);
        }
        catch (Exception problem)
        {
            monitor?.Dispose();
            process.Kill(entireProcessTree: true);
            string said = File.ReadAllText(files.QemuLog) + Tail(files.Console);
            files.Dispose();
            throw new InvalidOperationException($"The machine has not started: {problem.Message}\n{said}", problem);
        }
    }

    /// <summary>Unpacks the agent in the guest, gives the network card its addresses, mounts the data disks, and starts the agent as a service.</summary>
    /// <param name="arguments">The agent's arguments.</param>
    public Task StartAgentAsync(string arguments = "") => Shell.RunAsync($"""
        set -e
        guest-load
        echo 'ARGUMENTS={arguments}' > /guest/agent.env
        systemctl start qemu-guest-agent &
        ip address add {GuestNetwork.Address}/{GuestNetwork.Prefix} dev eth0
        ip address add {GuestNetwork.Address6}/{GuestNetwork.Prefix6} dev eth0 nodad
        ip link set eth0 up
        mount /dev/vdc /mnt/ext4
        until xfs=$(blkid -t TYPE=xfs -o device); do sleep 0.1; done
        mount $xfs /mnt/xfs
        wait
        systemctl --quiet is-active qemu-guest-agent
        """, TimeSpan.FromSeconds(60));

    /// <summary>Connects to the agent's virtio-serial port, and waits until the agent answers. One connection at a time.</summary>
    public Task<GuestAgentClient> ConnectAgentAsync() => GuestAgent.ConnectAsync(_files.AgentSocket);

    /// <summary>Makes an address that only the guest can reach, in socat's words, reachable from the host.</summary>
    /// <returns>Where: a port of the host's loopback address. Each connection to it is one to the address.</returns>
    public async Task<IPEndPoint> ForwardAsync(string address)
    {
        int guestPort = Interlocked.Increment(ref _guestPort);
        await Shell.RunAsync(string.Create(CultureInfo.InvariantCulture, $"""
            systemd-run --quiet --collect socat TCP-LISTEN:{guestPort},fork,reuseaddr,nodelay {address}
            until grep -q ':{guestPort:X4} ' /proc/net/tcp; do sleep 0.05; done
            """));

        IPEndPoint here;
        using (Socket free = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            here = (IPEndPoint)free.LocalEndPoint!;
        }

        string problem = await Monitor.ExecuteConsoleAsync(string.Create(
            CultureInfo.InvariantCulture, $"hostfwd_add net0 tcp:127.0.0.1:{here.Port}-{GuestNetwork.Address}:{guestPort}"));
        return problem.Length == 0 ? here : throw new InvalidOperationException(problem);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Shell.Dispose();
        if (_leashed)
            _process.StandardInput.Close();
        else
            _process.Kill();
        await _process.WaitForExitAsync();
        Monitor.Dispose();
        _process.Dispose();
        _files.Dispose();
    }

    /// <summary>Lets go of a machine that is not on a leash: it goes on.</summary>
    public void Leave()
    {
        Shell.Dispose();
        Monitor.Dispose();
        _process.Dispose();
    }

    private static Process Launch(IReadOnlyList<string> command, MachineFiles files, bool leashed)
    {
        // What QEMU says has to be kept without this process reading it: a machine may outlive it. A session of its own, as a terminal's
        // signals go to all of one and would end the leash before it has done its work.
        string[] leash = leashed ? [Path.Combine(Project.Folder, "eng/leash"), files.Folder] : [];
        string[] words = ["setsid", .. leash, "sh", "-c", "exec \"$0\" \"$@\" >" + files.QemuLog + " 2>&1", .. command];
        return Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardInput = leashed })!;
    }

    private static string Tail(string console) =>
        File.Exists(console) ? ControlSequences().Replace(string.Join('\n', File.ReadLines(console).TakeLast(20)), "") : "";

    [GeneratedRegex(@"\e\[[0-9;?]*[A-Za-z]|\ec")]
    private static partial Regex ControlSequences();
}
