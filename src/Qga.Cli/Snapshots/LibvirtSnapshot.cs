using System.Diagnostics;
using Qga.Cli.Failures;
using Qga.Client;

namespace Qga.Cli.Snapshots;

/// <summary>A snapshot of a domain of libvirt's, which must make it itself as it keeps account of the machine's disks: its own program does it.</summary>
internal static class LibvirtSnapshot
{
    /// <summary>Finds out what there is to know before the guest is frozen.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="snapshot">The snapshot's name.</param>
    /// <param name="disks">The disks by their targets (vda); empty: all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Makes the snapshot, and gives what virsh says.</returns>
    /// <exception cref="VerbException">virsh fails, or there is no such disk.</exception>
    public static async Task<Func<Task<string>>> PrepareAsync(
        LibvirtGuestAddress domain, string snapshot, IReadOnlyList<string> disks, CancellationToken cancellationToken)
    {
        string[] all = disks.Count == 0
            ? []
            : TargetsOf(await RunAsync([.. ConnectionOf(domain), "domblklist", "--domain", domain.Domain], cancellationToken).ConfigureAwait(false));
        IReadOnlyList<string> words = ArgumentsOf(domain, snapshot, disks, all);
        return () => RunAsync(words, cancellationToken);
    }

    /// <summary>
    /// The words behind <c>virsh</c>. The freeze is ours: virsh's own --quiesce cannot be given a time or a report. Disks that are not named are left out by
    /// name, as libvirt would take them along.
    /// </summary>
    /// <param name="domain">The domain.</param>
    /// <param name="snapshot">The snapshot's name.</param>
    /// <param name="disks">The disks that are wanted; empty: all.</param>
    /// <param name="all">All disks of the domain, where some are wanted.</param>
    /// <exception cref="VerbException">There is no such disk.</exception>
    public static IReadOnlyList<string> ArgumentsOf(
        LibvirtGuestAddress domain, string snapshot, IReadOnlyList<string> disks, IReadOnlyList<string> all)
    {
        if (disks.FirstOrDefault(disk => !all.Contains(disk)) is string unknown)
        {
            throw new VerbException($"snapshot: the domain has no disk '{unknown}'; it has {string.Join(", ", all.DefaultIfEmpty("none"))}");
        }

        return
        [
            .. ConnectionOf(domain),
            "snapshot-create-as",
            "--domain",
            domain.Domain,
            "--name",
            snapshot,
            "--disk-only",
            "--atomic",
            .. all.SelectMany(disk => (string[])["--diskspec", $"{disk},snapshot={(disks.Contains(disk) ? "external" : "no")}"]),
        ];
    }

    /// <summary>The disks in the table that <c>virsh domblklist</c> writes: two lines of heading, then target and source.</summary>
    public static string[] TargetsOf(string table) =>
    [
        .. table.Split('\n').Skip(2).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(fields => fields.Length > 0)
            .Select(fields => fields[0]),
    ];

    private static string[] ConnectionOf(LibvirtGuestAddress domain) => domain.Uri is null ? [] : ["--connect", domain.Uri];

    private static async Task<string> RunAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new("virsh", words) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["LC_ALL"] = "C" } };
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
}
