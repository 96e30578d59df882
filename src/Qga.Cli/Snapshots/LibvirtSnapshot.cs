using System.Diagnostics;
using Qga.Cli.Failures;
using Qga.Client;

namespace Qga.Cli.Snapshots;

/// <summary>A snapshot of a domain of libvirt's, which must make it itself as it keeps account of the machine's disks: its own program does it.</summary>
internal static class LibvirtSnapshot
{
    /// <summary>Makes it.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="snapshot">The snapshot's name.</param>
    /// <param name="disks">The disks by their targets (vda); empty: all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What virsh says.</returns>
    public static async Task<string> MakeAsync(LibvirtGuestAddress domain, string snapshot, IReadOnlyList<string> disks, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new("virsh", ArgumentsOf(domain, snapshot, disks))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false
        };
        try
        {
            using Process virsh = Process.Start(start) ?? throw new VerbException("virsh was not started");
            Task<string> error = virsh.StandardError.ReadToEndAsync(CancellationToken.None);
            string output = await virsh.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await virsh.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return virsh.ExitCode == 0
                ? output.Trim() : throw new VerbException($"snapshot: virsh: {(await error.ConfigureAwait(false)).Trim().ReplaceLineEndings(" ")}");
        }
        catch (System.ComponentModel.Win32Exception problem)
        {
            throw new VerbException($"snapshot: virsh (of libvirt-clients) makes snapshots of libvirt's domains: {problem.Message}");
        }
    }

    /// <summary>The words behind <c>virsh</c>. The freeze is ours: virsh's own --quiesce cannot be given a time or a report.</summary>
    public static IReadOnlyList<string> ArgumentsOf(LibvirtGuestAddress domain, string snapshot, IReadOnlyList<string> disks) =>
    [
        .. domain.Uri is null ? Array.Empty<string>() : ["--connect", domain.Uri],
        "snapshot-create-as",
        "--domain",
        domain.Domain,
        "--name",
        snapshot,
        "--disk-only",
        "--atomic",
        .. disks.SelectMany(disk => (string[])["--diskspec", $"{disk},snapshot=external"]),
    ];
}
