using System.Text.Json.Nodes;
using Qga.Client;
using Qga.Machines;

namespace Qga.Vm;

/// <summary>The one guest that the checks share: booted once, the agent in it a service on its virtio-serial port.</summary>
public sealed class Guest : IAsyncLifetime
{
    /// <summary>The machine.</summary>
    public Machine Machine { get; private set; } = null!;

    /// <summary>The agent.</summary>
    public GuestAgentClient Agent { get; private set; } = null!;

    /// <summary>A shell in the guest, which does not need the agent.</summary>
    public GuestShell Shell => Machine.Shell;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Machine = await Machine.StartAsync(new() { Agent = Project.Agent });
        await Machine.StartAgentAsync();
        Agent = await Machine.ConnectAgentAsync();
    }

    /// <summary>Closes the connection to the agent for as long as a check needs to do otherwise, and makes a new one after it.</summary>
    public async Task WithoutConnectionAsync(Func<Task> check)
    {
        await Agent.DisposeAsync();
        try
        {
            await check();
        }
        finally
        {
            Agent = await Machine.ConnectAgentAsync();
        }
    }

    /// <summary>Arguments written as in a request.</summary>
    public static JsonObject Arguments(string json) => JsonNode.Parse(json)!.AsObject();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Agent is not null)
            await Agent.DisposeAsync();
        if (Machine is not null)
            await Machine.DisposeAsync();
    }
}
