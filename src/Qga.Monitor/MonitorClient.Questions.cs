using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;

namespace Qga.Monitor;

public sealed partial class MonitorClient
{
    /// <summary>The name by which guest agents know their virtio-serial port.</summary>
    public const string AgentPortName = "org.qemu.guest_agent.0";

    /// <summary>
    /// Whether a program in the guest has opened a port: whether the guest agent runs, where the port is the agent's. An agent can have its port open
    /// and still not answer.
    /// </summary>
    /// <param name="label">The label of the port's character device; null: <see cref="FindAgentChardevAsync"/> finds the agent's.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// Whether it is open; null if the machine has no such character device, or no port for an agent. A serial line is always open, whether or not
    /// anybody listens.
    /// </returns>
    /// <exception cref="MonitorException">QEMU did not tell.</exception>
    public async Task<bool?> IsFrontendOpenAsync(string? label = null, CancellationToken cancellationToken = default)
    {
        label ??= await FindAgentChardevAsync(cancellationToken).ConfigureAwait(false);
        if (label is null)
        {
            return null;
        }

        IReadOnlyList<ChardevInfo> devices = await QueryChardevAsync(cancellationToken).ConfigureAwait(false);
        return devices.FirstOrDefault(device => device.Label == label)?.FrontendOpen;
    }

    /// <summary>Finds the character device behind the virtio-serial port that is named <see cref="AgentPortName"/>.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The character device's label; null if the machine has no such port.</returns>
    /// <exception cref="MonitorException">QEMU did not tell.</exception>
    public async Task<string?> FindAgentChardevAsync(CancellationToken cancellationToken = default)
    {
        // Devices with an id are below the first, those without below the second.
        foreach (string folder in (string[])["/machine/peripheral", "/machine/peripheral-anon"])
        {
            foreach (ObjectPropertyInfo device in await ListAsync(folder, cancellationToken).ConfigureAwait(false))
            {
                string path = $"{folder}/{device.Name}";
                if (device.Type == "child<virtserialport>"
                    && await GetTextAsync(path, "name", cancellationToken).ConfigureAwait(false) == AgentPortName)
                {
                    return await GetTextAsync(path, "chardev", cancellationToken).ConfigureAwait(false);
                }
            }
        }

        return null;
    }

    /// <summary>
    /// Whether the machine can be suspended to memory and woken again. A guest that suspends a machine which cannot be woken is lost.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it can; null if this QEMU does not tell, as before release 4.0.</returns>
    /// <exception cref="MonitorException">QEMU did not answer.</exception>
    public async Task<bool?> CanWakeUpAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return (await QueryCurrentMachineAsync(cancellationToken).ConfigureAwait(false)).WakeupSuspendSupport;
        }
        catch (MonitorRefusedException refusal) when (refusal.ErrorClass == ErrorClass.CommandNotFound)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<ObjectPropertyInfo>> ListAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await QomListAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (MonitorRefusedException)
        {
            // QEMU makes a folder with the first device in it.
            return [];
        }
    }

    private async Task<string?> GetTextAsync(string path, string property, CancellationToken cancellationToken)
    {
        JsonAny value = await QomGetAsync(path, property, cancellationToken).ConfigureAwait(false);
        return JsonValue.ReadString(value.Text.Span, out string text) is null ? text : null;
    }
}
