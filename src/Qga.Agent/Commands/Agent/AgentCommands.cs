using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Agent.Policy;
using Qga.Contracts;

namespace Qga.Agent.Commands.Agent;

/// <summary>What the agent says of itself.</summary>
/// <param name="version">The release.</param>
/// <param name="policy">What may run now.</param>
internal sealed class AgentCommands(string version, CommandPolicy policy) : AgentCommandsBase
{
    /// <inheritdoc/>
    public override CommandResult<GuestAgentInfo> GuestInfo()
    {
        // Newest first, the reverse of the schema: so clients have always seen it.
        GuestAgentCommandInfo[] commands = new GuestAgentCommandInfo[CommandTable.All.Length];
        for (int command = 0; command < commands.Length; command++)
        {
            CommandTraits traits = CommandTable.All[command];
            commands[^(command + 1)] = new() { Name = traits.Name, Enabled = policy.IsEnabled(command), SuccessResponse = traits.SuccessResponse };
        }

        return new GuestAgentInfo { Version = version, SupportedCommands = commands };
    }
}
