using System.Diagnostics;

namespace Qga.Machines;

/// <summary>The Debian guest that eng/guest-image builds.</summary>
/// <param name="Folder">Where its files are.</param>
public sealed record GuestImage(string Folder)
{
    public string Kernel => Path.Combine(Folder, "vmlinuz");

    public string Initramfs => Path.Combine(Folder, "initrd");

    public string RootDisk => Path.Combine(Folder, "root.qcow2");

    public string Ext4Disk => Path.Combine(Folder, "ext4.raw");

    public string XfsDisk => Path.Combine(Folder, "xfs.raw");

    /// <summary>Finds the guest, and builds it where that has not been done. What the script says goes to standard error.</summary>
    /// <exception cref="InvalidOperationException">It could not be built.</exception>
    public static async Task<GuestImage> GetAsync(CancellationToken cancellationToken = default)
    {
        using Process script = Process.Start(new ProcessStartInfo(Path.Combine(Project.Folder, "eng/guest-image")) { RedirectStandardOutput = true })!;
        string folder = (await script.StandardOutput.ReadToEndAsync(cancellationToken)).Trim();
        await script.WaitForExitAsync(cancellationToken);
        return script.ExitCode == 0 ? new(folder) : throw new InvalidOperationException("eng/guest-image has failed; its output says why.");
    }
}
