using Qga.Cli.Failures;
using Qga.Client;

namespace Qga.Cli.Machines;

/// <summary>A domain of libvirt's, which is asked again and again what it is doing.</summary>
/// <param name="look">Asks; null: the domain is gone.</param>
/// <param name="send">Sends a command to its monitor, and gives the reply.</param>
internal sealed class LibvirtMachine(Func<CancellationToken, Task<LibvirtGuest?>> look, Func<string, CancellationToken, Task<string>> send) : IMachine
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    public string Source => "libvirt";

    /// <summary>The domain of an address.</summary>
    public static LibvirtMachine Of(LibvirtGuestAddress address) => new(
        cancellationToken => FindAsync(address, cancellationToken),
        (json, cancellationToken) => LibvirtHost.MonitorCommandAsync(address.Domain, json, address.Uri, cancellationToken));

    /// <summary>Looks at the domain of an address.</summary>
    /// <returns>Null: there is none.</returns>
    public static async Task<LibvirtGuest?> FindAsync(LibvirtGuestAddress address, CancellationToken cancellationToken) =>
        (await LibvirtHost.ListDomainsAsync(address.Uri, cancellationToken).ConfigureAwait(false))
            .FirstOrDefault(domain => domain.Name == address.Domain || domain.Uuid.ToString() == address.Domain);

    public async Task<bool?> CanWakeUpAsync(CancellationToken cancellationToken)
    {
        string reply = await send("""{"execute": "query-current-machine"}""", cancellationToken).ConfigureAwait(false);
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(reply);
        return json.RootElement.TryGetProperty("return", out var machine) && machine.TryGetProperty("wakeup-suspend-support", out var support)
            ? support.GetBoolean()
            : null;
    }

    public async Task WakeUpAsync(CancellationToken cancellationToken)
    {
        string reply = await send("""{"execute": "system_wakeup"}""", cancellationToken).ConfigureAwait(false);
        if (reply.Contains("\"error\"", StringComparison.Ordinal))
        {
            throw new VerbException($"wake: QEMU: {reply}");
        }
    }

    public Func<CancellationToken, Task<string>> Watch(MachineChange change) => cancellationToken => WaitAsync(change, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<string> WaitAsync(MachineChange change, CancellationToken cancellationToken)
    {
        bool wasClosed = false;
        while (true)
        {
            LibvirtGuest? domain = await look(cancellationToken).ConfigureAwait(false);
            if (Meaning(change, domain, wasClosed) is string words)
            {
                return words;
            }

            wasClosed |= domain?.IsAgentConnected == false;
            await Task.Delay(s_interval, cancellationToken).ConfigureAwait(false);
        }
    }

    // libvirt does not show a reset; the agent's port is closed by it and opened again.
    private static string? Meaning(MachineChange change, LibvirtGuest? domain, bool wasClosed) => (change, domain?.State) switch
    {
        (MachineChange.Off or MachineChange.Halted or MachineChange.Hibernated, null or LibvirtGuestState.ShutOff) => "the domain is off",
        (_, null or LibvirtGuestState.ShutOff) => throw new MachineWentOffException(),
        (_, LibvirtGuestState.Crashed) => throw new VerbException("the guest has crashed"),
        (MachineChange.Suspended, LibvirtGuestState.Suspended) => "the domain sleeps",
        (MachineChange.Awake, LibvirtGuestState.Running) => "the domain runs",
        (MachineChange.Halted, _) when domain!.IsAgentConnected == false => "the guest has closed its port",
        (MachineChange.Reset, _) when wasClosed && domain!.IsAgentConnected == true => "the guest has closed its port and opened it again",
        _ => null,
    };
}
