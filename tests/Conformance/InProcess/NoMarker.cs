using Qga.Agent.Policy;

namespace Qga.Conformance.InProcess;

/// <summary>For an agent that never freezes anything.</summary>
internal sealed class NoMarker : IFreezeMarker
{
    /// <inheritdoc/>
    public bool IsSet => false;

    /// <inheritdoc/>
    public bool IsAnnounced => false;

    /// <inheritdoc/>
    public TimeSpan Age => TimeSpan.Zero;

    /// <inheritdoc/>
    public void Announce()
    {
    }

    /// <inheritdoc/>
    public void Set()
    {
    }

    /// <inheritdoc/>
    public void Clear()
    {
    }
}
