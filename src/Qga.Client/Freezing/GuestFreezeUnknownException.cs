namespace Qga.Client;

/// <summary>
/// The guest may still be frozen: no attempt to thaw it was confirmed. Its <c>guest-fsfreeze-status</c> tells, once the agent can be reached, and
/// <c>guest-fsfreeze-thaw</c> thaws it; neither does harm to a guest that is not frozen.
/// </summary>
/// <param name="attempts">How many times a thaw was tried.</param>
/// <param name="inner">Why the last attempt failed.</param>
public sealed class GuestFreezeUnknownException(int attempts, Exception? inner) : GuestAgentException(
    FormattableString.Invariant($"the guest may still be frozen: none of {attempts} attempts to thaw it was confirmed")
        + (inner is null ? "" : $"; the last one: {inner.Message}"),
    inner)
{
    /// <summary>How many times a thaw was tried.</summary>
    public int Attempts { get; } = attempts;
}
