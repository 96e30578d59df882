using Qga.Cli.Discovery.Processes;
using Qga.Cli.Guests;

namespace Qga.Cli.Discovery;

/// <summary>The guests whose hypervisors are processes of this host: QEMU, Cloud Hypervisor, Firecracker.</summary>
/// <param name="root">Where /proc is.</param>
internal sealed class ProcessSource(string root) : IGuestSource
{
    public async ValueTask<IReadOnlyList<Guest>> FindAsync(Action<string> notice, CancellationToken cancellationToken)
    {
        IReadOnlyList<HostProcess> processes = new ProcessTable(root).Read(
            program => QemuCommandLine.IsQemu(program) || MicroVm.IsCloudHypervisor(program) || MicroVm.IsFirecracker(program), notice);
        Guest[] guests = await Task.WhenAll(processes.Select(process => DescribeAsync(process, cancellationToken))).ConfigureAwait(false);
        return MakeUnique(guests, processes);
    }

    private static Task<Guest> DescribeAsync(HostProcess process, CancellationToken cancellationToken) =>
        MicroVm.IsCloudHypervisor(process.Program) ? MicroVm.DescribeCloudHypervisorAsync(process, cancellationToken)
        : MicroVm.IsFirecracker(process.Program) ? MicroVm.DescribeFirecrackerAsync(process, cancellationToken)
        : Task.FromResult(QemuProcess.Describe(process));

    // Nothing keeps two processes from having the same -name.
    private static Guest[] MakeUnique(Guest[] guests, IReadOnlyList<HostProcess> processes)
    {
        Dictionary<string, int> counts = guests.CountBy(guest => guest.Name).ToDictionary(StringComparer.Ordinal);
        return [.. guests.Select((guest, index) => counts[guest.Name] > 1 ? guest with { Name = $"{guest.Name}-{processes[index].Id}" } : guest)];
    }
}
