using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Agent.Policy;
using Qga.Contracts;

namespace Qga.Agent.Commands.Agent;

/// <summary>What the agent says of itself.</summary>
/// <param name="version">The release.</param>
/// <param name="declared">The commands that the schema declares for this system, in schema order.</param>
/// <param name="policy">What may run now.</param>
internal sealed class AgentCommands(string version, Command[] declared, CommandPolicy policy) : AgentCommandsBase
{
    /// <inheritdoc/>
    public override CommandResult<GuestAgentInfo> GuestInfo()
    {
        // Newest first, the reverse of the schema: so clients have always seen it.
        GuestAgentCommandInfo[] commands = new GuestAgentCommandInfo[declared.Length];
        for (int index = 0; index < commands.Length; index++)
        {
            Command command = declared[index];
            commands[^(index + 1)] = new() { Name = command.Name, Enabled = policy.IsEnabled(command), SuccessResponse = command.SuccessResponse };
        }

        return new GuestAgentInfo { Version = version, SupportedCommands = commands };
    }
}
