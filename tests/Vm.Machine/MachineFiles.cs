using System.Diagnostics;
using System.Globalization;

namespace Qga.Machines;

/// <summary>The files of one machine: its sockets, its data disks, what it wrote to its console. They go when the machine goes.</summary>
public sealed class MachineFiles : IDisposable
{
    private MachineFiles(string folder) => Folder = folder;

    public string Folder { get; }

    public string MonitorSocket => In("monitor");

    /// <summary>A second socket of the monitor's, for the programs that are checked: QEMU serves one client of each.</summary>
    public string SpareMonitorSocket => In("spare-monitor");

    public string ShellSocket => In("shell");

    /// <summary>The agent's virtio-serial port.</summary>
    public string AgentSocket => In("agent");

    /// <summary>The serial port that the guest knows as /dev/ttyS1.</summary>
    public string SerialSocket => In("serial");

    public string Console => In("console.log");

    public string QemuLog => In("qemu.log");

    public string Bundle => In("bundle.tar");

    public string Ext4Disk => In("ext4.raw");

    public string XfsDisk => In("xfs.raw");

    /// <summary>How many bytes of the host's disk a file takes up.</summary>
    public static async Task<long> AllocatedAsync(string path) =>
        long.Parse(await RunAsync("stat", "--format=%b", path), CultureInfo.InvariantCulture) * 512;

    internal static async Task<MachineFiles> CreateAsync(GuestImage image, string agent, CancellationToken cancellationToken)
    {
        MachineFiles files = new(Directory.CreateTempSubdirectory("qga-vm-").FullName);
        Machines.Bundle.Write(files.Bundle, agent);
        await RunAsync("cp", "--sparse=always", image.Ext4Disk, image.XfsDisk, files.Folder);
        cancellationToken.ThrowIfCancellationRequested();
        return files;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A machine that was ended from its leash has taken them along.
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} has failed.");
    }

    private string In(string name) => Path.Combine(Folder, name);
}
