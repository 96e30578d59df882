using System.Text;
using Qapi.Runtime.Calling;
using Qapi.Runtime.Reading;
using Qapi.Runtime.Writing;
using Qga.Contracts;

namespace Qga.Client.Tests;

/// <summary>The examples of docs/client.md and the package's README, word for word, so that they compile.</summary>
internal static class DocumentationExamples
{
    public static async Task ConnectAsync()
    {
        await using GuestAgentClient client = await GuestAgentClient.ConnectAsync("/run/vm1/agent.sock");
        GuestAgentInfo info = await client.GuestInfoAsync();
        GuestOSInfo system = await client.GuestGetOsinfoAsync();
        Console.WriteLine($"agent {info.Version} on {system.PrettyName}");
    }

    public static async Task ConnectToBootingGuestAsync()
    {
        GuestAgentClientOptions options = new() { Stream = new() { SynchronizationTimeout = TimeSpan.FromMinutes(2) } };
        await using GuestAgentClient client = await GuestAgentClient.ConnectAsync("/run/vm1/agent.sock", options);
    }

    public static async Task ListDomainsAsync()
    {
        foreach (LibvirtGuest guest in await LibvirtHost.ListDomainsAsync("qemu:///system"))
        {
            Console.WriteLine($"{guest.Name}: {guest.State}, agent {(guest.IsAgentConnected == true ? "connected" : "not connected")}");
        }
    }

    public static async Task ConnectWithOptionsAsync()
    {
        GuestAgentClientOptions options = new() { CallTimeout = TimeSpan.FromSeconds(10), SlowCallTimeout = Timeout.InfiniteTimeSpan };
        await using GuestAgentClient client = await GuestAgentClient.ConnectAsync("/run/vm1/agent.sock", options);
    }

    public static async Task WriteFileAsync(GuestAgentClient client)
    {
        long file = await client.GuestFileOpenAsync("/etc/motd", "w");
        await client.GuestFileWriteAsync(file, "hello\n"u8.ToArray());
        await client.GuestFileCloseAsync(file);
    }

    public static async Task CallOthersAsync(GuestAgentClient client)
    {
        JsonAny devices = await client.CallAsync<JsonAny>("guest-get-devices", null, JsonValue.ReadAny);

        await client.CallAsync(new RemoteCommand("__vendor_set-colour", IsSlow: true), (ref JsonWriter arguments) =>
        {
            arguments.StartObject();
            arguments.Member("name"u8);
            arguments.Value("blue");
            arguments.EndObject();
        });
        _ = devices;
    }

    public static async Task RunAsync(GuestAgentClient client)
    {
        GuestExec started = await client.GuestExecAsync("/bin/uname", ["-r"], captureOutput: true);
        GuestExecStatus status = await client.GuestExecStatusAsync(started.Pid);
        while (!status.Exited)
        {
            await Task.Delay(50);
            status = await client.GuestExecStatusAsync(started.Pid);
        }

        Console.WriteLine(Encoding.UTF8.GetString(status.OutData!.ToMemory().Span));
    }

    public static async Task WaitAsync()
    {
        await using GuestAgentClient client = new(GuestAddress.Parse("/run/vm1/agent.sock"));
        try
        {
            await client.WaitUntilReadyAsync(new() { Timeout = TimeSpan.FromMinutes(2), Address = AddressFilter.Reachable });
        }
        catch (GuestNotReadyException problem)
        {
            Console.WriteLine($"{problem.Report.State}: {problem.Message}");
        }
    }

    public static async Task LookAsync(GuestAgentClient client)
    {
        GuestFact<IReadOnlyList<GuestInterfaceAddress>> addresses = await client.GetAddressesAsync();
        Console.WriteLine(addresses.IsKnown ? addresses.Value.PickBest()?.ToString() ?? "none" : addresses.UnknownReason);

        GuestFact<GuestDisks> disks = await client.GetDisksAsync();
        foreach (GuestDisk disk in disks.Value?.Disks ?? [])
        {
            Console.WriteLine($"{disk.Name}: {string.Join(", ", disk.UsedBy.Select(system => system.Mountpoint))}");
        }
    }

    public static async Task FreezeAsync(GuestAgentClient client)
    {
        await using FrozenGuest frozen = await client.FreezeAsync();
        Console.WriteLine($"{frozen.Count} file systems are frozen");

        // Take the snapshot.
        FreezeReport report = await frozen.ThawAsync();
        report.ThrowIfThawedEarly();
    }

    public static async Task FreezeSomeAsync(GuestAgentClient client)
    {
        FreezeOptions options = new()
        {
            Limit = TimeSpan.FromMinutes(2),
            ListsFileSystems = true,
        };
        await using FrozenGuest frozen = await client.FreezeAsync(["/", "/srv"], options);
        foreach (string mountpoint in frozen.Coverage?.Unfrozen ?? [])
        {
            Console.WriteLine($"{mountpoint} cannot be frozen");
        }
    }

    public static async Task TrimAsync(GuestAgentClient client)
    {
        try
        {
            await client.GuestFstrimAsync();
        }
        catch (GuestCommandUnknownException)
        {
            Console.WriteLine("this agent cannot trim");
        }
        catch (GuestCommandBlockedException)
        {
            Console.WriteLine("this agent may not trim");
        }
        catch (GuestAgentException problem)
        {
            Console.WriteLine(problem.Message);
        }
    }

    internal sealed class WritingLink(IGuestLink link, TextWriter log) : IGuestLink
    {
        public bool CanPipeline => link.CanPipeline;

        public ValueTask<T> ExchangeAsync<T>(LinkRequest request, ReplyReader<T> read, CancellationToken cancellationToken)
        {
            log.Write($"-> {Encoding.UTF8.GetString(request.Text.Span)}");
            return link.ExchangeAsync(request, reply =>
            {
                log.Write($"<- {Encoding.UTF8.GetString(reply)}\n");
                return read(reply);
            }, cancellationToken);
        }

        public ValueTask DisposeAsync() => link.DisposeAsync();
    }
}
