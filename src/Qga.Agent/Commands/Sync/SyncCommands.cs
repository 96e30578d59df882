using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Agent.Logging;
using Qga.Contracts;

namespace Qga.Agent.Commands.Sync;

/// <summary>How a client finds out that it and the agent are talking of the same thing.</summary>
internal sealed class SyncCommands : SyncCommandsBase
{
    /// <inheritdoc/>
    public override CommandResult<long> GuestSyncDelimited(in GuestSyncDelimitedArguments arguments) => arguments.Id;

    /// <inheritdoc/>
    public override CommandResult<long> GuestSync(in GuestSyncArguments arguments) => arguments.Id;

    /// <inheritdoc/>
    public override CommandResult GuestPing()
    {
        Log.Audit("guest-ping called");
        return CommandResult.Success;
    }
}
