using Qga.Linux.ProcFs;

namespace Qga.Agent.Linux;

/// <summary>
/// Gives back what a burst of work has left in memory, and before that the start: an agent that has nothing to do is as small as one that never had.
/// </summary>
internal sealed class IdleTrim
{
    // Below this a client that asks now and then would only have its next reply wait for the pages to come back.
    private const long LeastGarbage = 256 << 10;

    private long _garbage = -LeastGarbage;

    /// <summary>To be called when nothing happens.</summary>
    public void Take()
    {
        long now = GC.GetTotalAllocatedBytes();
        if (now - _garbage >= LeastGarbage)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
            ResidentCode.Release();
            _garbage = GC.GetTotalAllocatedBytes();
        }
    }
}
