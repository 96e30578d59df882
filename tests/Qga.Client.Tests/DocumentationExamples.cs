using System.Text;
using Qapi.Runtime.Calling;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;
using Qapi.Runtime.Writing;
using Qga.Contracts;

namespace Qga.Client.Tests;

// A binding of libvirt, for the example of a link.
internal interface IAgentDomain
{
    string QemuAgentCommand(string text, int seconds);
}

internal class LibvirtException(string message) : Exception(message);

internal sealed class AgentUnresponsiveException() : LibvirtException("Guest agent is not responding");

internal sealed class AgentErrorException(string message) : LibvirtException(message);

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
        StreamLink link = await StreamLink.ConnectUnixAsync("/run/vm1/agent.sock", new() { SynchronizationTimeout = TimeSpan.FromMinutes(2) });
        await using GuestAgentClient client = new(link);
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

    public static async Task FreezeAsync(GuestAgentClient client)
    {
        await using (FrozenGuest frozen = await client.FreezeAsync())
        {
            Console.WriteLine($"{frozen.Count} file systems are frozen");
            // Take the snapshot.
        }
    }

    public static async Task TrimAsync(GuestAgentClient client)
    {
        try
        {
            await client.GuestFstrimAsync();
        }
        catch (GuestAgentRefusedException refusal) when (refusal.ErrorClass == ErrorClass.CommandNotFound)
        {
            Console.WriteLine("this agent cannot trim, or may not");
        }
        catch (GuestAgentException problem)
        {
            Console.WriteLine(problem.Message);
        }
    }

    internal sealed class LibvirtLink(IAgentDomain domain) : IGuestLink
    {
        public async ValueTask<ReadOnlyMemory<byte>> ExchangeAsync(LinkRequest request, CancellationToken cancellationToken)
        {
            // libvirt takes whole seconds, and -2 for a wait without end.
            int seconds = request.Timeout == Timeout.InfiniteTimeSpan ? -2 : (int)Math.Ceiling(request.Timeout.TotalSeconds);
            string text = Encoding.UTF8.GetString(request.Text.Span);
            try
            {
                // libvirt's call cannot be interrupted: after a cancellation it is left to itself.
                string reply = await Task.Run(() => domain.QemuAgentCommand(text, seconds), CancellationToken.None).WaitAsync(cancellationToken);
                return Encoding.UTF8.GetBytes(reply);
            }
            catch (AgentUnresponsiveException)
            {
                return request.IsAnswered ? throw new GuestAgentTimeoutException(request.Command, request.Timeout) : default;
            }
            catch (AgentErrorException error)
            {
                // libvirt turns the agent's error into one of its own and keeps only the text.
                throw new GuestAgentRefusedException(QapiError.Generic(error.Message));
            }
            catch (LibvirtException problem)
            {
                throw new GuestAgentConnectionException(problem.Message, problem);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
