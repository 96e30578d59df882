using Qga.Monitor;

namespace Qga.Cli.Machines;

/// <summary>A machine of QEMU's, through its monitor.</summary>
/// <param name="monitor">The monitor's client, which is disposed of with this.</param>
internal sealed class MonitorMachine(MonitorClient monitor) : IMachine
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    public string Source => "QMP";

    public Task<bool?> CanWakeUpAsync(CancellationToken cancellationToken) => monitor.CanWakeUpAsync(cancellationToken);

    public Task WakeUpAsync(CancellationToken cancellationToken) => monitor.SystemWakeupAsync(cancellationToken);

    public Func<CancellationToken, Task<string>> Watch(MachineChange change)
    {
        MonitorSubscription events = monitor.Subscribe();
        if (change != MachineChange.Halted)
        {
            return cancellationToken => WaitAsync(events, change, cancellationToken);
        }

        // QEMU has no event for a port whose device has no id, so it is asked too.
        Task<bool?> wasOpen = monitor.IsFrontendOpenAsync();
        return cancellationToken => WaitForHaltAsync(events, wasOpen, cancellationToken);
    }

    public ValueTask DisposeAsync() => monitor.DisposeAsync();

    private async Task<string> WaitForHaltAsync(MonitorSubscription events, Task<bool?> wasOpen, CancellationToken cancellationToken)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<string> happening = WaitAsync(events, MachineChange.Halted, over.Token);
        Task<string> closing = WaitForClosedPortAsync(wasOpen, over.Token);
        Task<string> first = await Task.WhenAny(happening, closing).ConfigureAwait(false);
        string words = await first.ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await ((Task)Task.WhenAll(happening, closing)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return words;
    }

    private async Task<string> WaitForClosedPortAsync(Task<bool?> wasOpen, CancellationToken cancellationToken)
    {
        try
        {
            bool? isOpen = await wasOpen.ConfigureAwait(false);
            while (isOpen == true)
            {
                await Task.Delay(s_interval, cancellationToken).ConfigureAwait(false);
                isOpen = await monitor.IsFrontendOpenAsync(null, cancellationToken).ConfigureAwait(false);
                if (isOpen == false)
                {
                    return "the guest has closed its port";
                }
            }
        }
        catch (MonitorException)
        {
            // The events tell what became of QEMU.
        }

        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
        throw new OperationCanceledException(cancellationToken);
    }

    private static async Task<string> WaitAsync(MonitorSubscription events, MachineChange change, CancellationToken cancellationToken)
    {
        using (events)
        {
            try
            {
                while (true)
                {
                    MonitorEvent happened = await events.ReadAsync(cancellationToken).ConfigureAwait(false);
                    if (Meaning(change, happened.Data) is string words)
                    {
                        return words;
                    }
                }
            }
            catch (MonitorConnectionException) when (change is MachineChange.Off or MachineChange.Halted or MachineChange.Hibernated)
            {
                return "QEMU has ended";
            }
        }
    }

    // What an event says of the change that is waited for; null: nothing. A machine that is off has done what it was asked, whatever it was.
    private static string? Meaning(MachineChange change, object? data) => (change, data) switch
    {
        (MachineChange.Reset, ResetEvent) => "the machine was reset",
        (MachineChange.Reset, ShutdownEvent { Reason: "guest-reset" }) => "the guest has asked for a reset, at which this QEMU ends",
        (MachineChange.Reset or MachineChange.Awake or MachineChange.Suspended, ShutdownEvent) => throw new MachineWentOffException(),
        (MachineChange.Suspended, SuspendEvent) => "the machine sleeps",
        (MachineChange.Hibernated, SuspendDiskEvent) => "the machine has written its memory to the disk",
        (MachineChange.Awake, WakeupEvent) => "the machine is awake",
        (MachineChange.Halted, VserportChangeEvent { Open: false }) => "the guest has closed its port",
        (MachineChange.Off or MachineChange.Halted or MachineChange.Hibernated, ShutdownEvent down) =>
            down.Guest ? "the guest has shut down" : $"the machine was ended from outside{(down.Reason is null ? "" : $" ({down.Reason})")}",
        (_, GuestPanickedEvent) => throw new Failures.VerbException("the guest has panicked"),
        _ => null,
    };
}
