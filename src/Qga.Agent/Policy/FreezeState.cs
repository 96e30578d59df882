namespace Qga.Agent.Policy;

/// <summary>
/// Whether the agent holds file systems frozen. A marker keeps that over a restart: an agent that starts beside it starts frozen. Any thread may ask;
/// the freeze commands alone change it.
/// </summary>
internal sealed class FreezeState
{
    private readonly IFreezeMarker _marker;
    private volatile bool _isFrozen;

    /// <summary>Starts with what the marker says.</summary>
    /// <param name="marker">Should not be on a file system that can be frozen.</param>
    public FreezeState(IFreezeMarker marker)
    {
        _marker = marker;
        _isFrozen = marker.IsSet;
    }

    /// <summary>Called once, at the next thaw.</summary>
    public Action? AtThaw { get; set; }

    /// <summary>Whether file systems are frozen, or taken to be.</summary>
    public bool IsFrozen => _isFrozen;

    /// <summary>To be called before the first file system is frozen.</summary>
    public void Enter()
    {
        _marker.Set();
        _isFrozen = true;
    }

    /// <summary>To be called after the last file system is thawed.</summary>
    public void Leave()
    {
        _isFrozen = false;
        Action? atThaw = AtThaw;
        AtThaw = null;
        atThaw?.Invoke();
        _marker.Clear();
    }
}
