using Qga.Agent.Policy;

namespace Qga.Agent.Tests.Policy;

internal sealed class NoMarker : IFreezeMarker
{
    public bool IsSet => false;

    public void Set()
    {
    }

    public void Clear()
    {
    }
}
