using System.Diagnostics;

namespace Qga.Machines;

/// <summary>A disk with the packages that eng/guest-packages makes, for a guest that is to install them.</summary>
public sealed class PackageDisk : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qga-packages-");

    private PackageDisk()
    {
    }

    /// <summary>The words for QEMU's command line that attach it.</summary>
    public IReadOnlyList<string> Words =>
        ["-drive", $"if=none,id=packages,file={Archive},format=raw,readonly=on", "-device", "virtio-blk-pci,drive=packages,serial=packages"];

    /// <summary>A script of the guest's that unpacks it.</summary>
    /// <param name="folder">Into which folder of the guest.</param>
    public static string Unpack(string folder) => $"""
        mkdir -p {folder}
        for disk in /sys/block/vd*; do [ "$(cat $disk/serial)" != packages ] || tar -xf /dev/$(basename $disk) -C {folder}; done
        """;

    private string Archive => Path.Combine(_folder.FullName, "packages.tar");

    /// <summary>Makes it.</summary>
    /// <exception cref="InvalidOperationException">It could not be made.</exception>
    public static async Task<PackageDisk> MakeAsync(CancellationToken cancellationToken = default)
    {
        PackageDisk disk = new();
        using Process script = Process.Start(Path.Combine(Project.Folder, "eng/guest-packages"), [disk.Archive]);
        await script.WaitForExitAsync(cancellationToken);
        return script.ExitCode == 0 ? disk : throw new InvalidOperationException("eng/guest-packages has failed; its output says why.");
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
