namespace Qga.Monitor.Tests;

/// <summary>The examples of docs/monitor.md and src/Qga.Monitor/README.md, word for word, so that they compile.</summary>
internal static class DocumentationExamples
{
    public static async Task ConnectAsync()
    {
        await using MonitorClient monitor = await MonitorClient.ConnectAsync("/run/vm1/qmp.sock");
        StatusInfo status = await monitor.QueryStatusAsync();
        Console.WriteLine($"QEMU {monitor.Version.Qemu.Major}.{monitor.Version.Qemu.Minor}: {status.Status}");
    }

    public static async Task LookAsync()
    {
        await using MonitorClient monitor = await MonitorClient.ConnectAsync("/run/vm1/qmp.sock");
        StatusInfo status = await monitor.QueryStatusAsync();
        Console.WriteLine($"the machine is {status.Status}");
    }

    public static async Task PowerDownAsync(MonitorClient monitor, CancellationToken cancellationToken)
    {
        using MonitorSubscription events = monitor.Subscribe();
        await monitor.SystemPowerdownAsync(cancellationToken);
        ShutdownEvent shutdown = await events.WaitForAsync<ShutdownEvent>(cancellationToken);
        Console.WriteLine(shutdown.Guest ? "the guest has shut down" : $"QEMU was ended: {shutdown.Reason}");
    }

    public static async Task WatchAsync(MonitorClient monitor, CancellationToken cancellationToken)
    {
        await foreach (MonitorEvent happened in monitor.ReadEventsAsync(cancellationToken))
        {
            Console.WriteLine(happened.Data switch
            {
                ResetEvent { Guest: true } => "the guest has restarted",
                GuestPanickedEvent panic => $"the guest has panicked; QEMU: {panic.Action}",
                SuspendEvent => "the guest sleeps",
                _ => happened.Name,
            });
        }
    }
}
