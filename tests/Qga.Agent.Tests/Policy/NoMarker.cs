using Qga.Agent.Policy;

namespace Qga.Agent.Tests.Policy;

/// <summary>For an agent that never freezes anything.</summary>
internal sealed class NoMarker : IFreezeMarker
{
    public bool IsSet => false;

    public bool IsAnnounced => false;

    public TimeSpan Age => TimeSpan.Zero;

    public void Announce()
    {
    }

    public void Set()
    {
    }

    public void Clear()
    {
    }
}
