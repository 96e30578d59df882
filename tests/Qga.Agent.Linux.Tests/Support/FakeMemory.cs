using Qga.Linux.ProcFs;

namespace Qga.Agent.Linux.Tests.Support;

/// <summary>Memory that only notes whether it is pinned.</summary>
internal sealed class FakeMemory : PinnedMemory
{
    public bool IsPinned { get; private set; }

    public override void Pin() => IsPinned = true;

    public override void Unpin() => IsPinned = false;
}
