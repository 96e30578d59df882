using Qga.Agent.Dispatch;

namespace Qga.Agent.Commands.Freeze;

/// <summary>How long the steps of a freeze may take.</summary>
/// <param name="Freeze">A freeze as a whole; less than the command's own deadline, so that no freeze succeeds of which the client was told otherwise.</param>
/// <param name="Hook">One call of the hook.</param>
/// <param name="Patience">How long a thaw waits for a freeze under way to end.</param>
internal sealed record FreezeLimits(TimeSpan Freeze, TimeSpan Hook, TimeSpan Patience)
{
    /// <summary>Databases come to rest within minutes.</summary>
    public static FreezeLimits Standard { get; } = new(Deadlines.Standard.Slow - TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(5));
}
