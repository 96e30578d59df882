using System.CommandLine;
using Qga.Cli.Guests;
using Qga.Client;
using Qga.Monitor;

namespace Qga.Cli.Machines;

/// <summary>Finds the machine behind a guest.</summary>
internal static class MachineAccess
{
    // A monitor answers at once, or serves another client.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(3);

    public static SharedOption<string?> MonitorOption { get; } = new(static () => new("--monitor", "-M")
    {
        Description = "The unix socket of the machine's QMP monitor, where it is not found by itself",
        HelpName = "SOCKET",
    });

    /// <summary>Opens what tells of a guest's machine.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="arguments">The command line, which may name the monitor.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The machine; null: nothing is known that tells of it.</returns>
    /// <exception cref="MonitorException">There is a monitor, and it cannot be used.</exception>
    public static async Task<IMachine?> OpenAsync(Guest guest, ParseResult arguments, CancellationToken cancellationToken) =>
        await OpenMonitorAsync(guest, arguments, cancellationToken).ConfigureAwait(false) is MonitorClient monitor ? new MonitorMachine(monitor)
            : guest.Address is LibvirtGuestAddress domain ? LibvirtMachine.Of(domain)
            : null;

    /// <summary>Opens a guest's monitor.</summary>
    /// <returns>The monitor; null: none is known.</returns>
    /// <exception cref="MonitorException">It cannot be used.</exception>
    public static async Task<MonitorClient?> OpenMonitorAsync(Guest guest, ParseResult arguments, CancellationToken cancellationToken) =>
        (MonitorOption.ValueIn(arguments) ?? guest.Monitor) is string socket
            ? await MonitorClient.ConnectAsync(socket, new() { ConnectTimeout = s_limit }, cancellationToken).ConfigureAwait(false)
            : null;
}
