namespace Qga.Agent.Policy;

/// <summary>
/// Whether the agent holds file systems frozen. A marker keeps that over a restart: an agent that starts beside it starts frozen. Any thread may ask;
/// the freeze commands alone change it.
/// </summary>
internal sealed class FreezeState
{
    private readonly IFreezeMarker _marker;
    private volatile bool _isFrozen;
    private volatile bool _isAnnounced;

    /// <summary>Starts with what the marker says.</summary>
    /// <param name="marker">Should not be on a file system that can be frozen.</param>
    public FreezeState(IFreezeMarker marker)
    {
        _marker = marker;
        _isFrozen = marker.IsSet;
        _isAnnounced = _isFrozen || marker.IsAnnounced;
    }

    /// <summary>Called once, at the next thaw.</summary>
    public Action? AtThaw { get; set; }

    /// <summary>Has what is frozen thawed at once, since the agent is to end.</summary>
    public Action EndRequest { get; set; } = static () => { };

    /// <summary>Called on any thread when the agent may end again.</summary>
    public Action Concluded { get; set; } = static () => { };

    /// <summary>Whether file systems are frozen, or taken to be.</summary>
    public bool IsFrozen => _isFrozen;

    /// <summary>Whether the administrator's hook has been told of a freeze, and not of its end. The agent must not end as long.</summary>
    public bool IsAnnounced => _isAnnounced;

    /// <summary>How long the marker has been there.</summary>
    public TimeSpan MarkerAge => _marker.Age;

    /// <summary>To be called before the hook is told of a freeze.</summary>
    public void Announce()
    {
        _marker.Announce();
        _isAnnounced = true;
    }

    /// <summary>To be called before the first file system is frozen.</summary>
    public void Enter()
    {
        _marker.Set();
        _isAnnounced = true;
        _isFrozen = true;
    }

    /// <summary>To be called after the last file system is thawed.</summary>
    public void Leave()
    {
        _isFrozen = false;
        Action? atThaw = AtThaw;
        AtThaw = null;
        atThaw?.Invoke();
        if (_isAnnounced)
        {
            _marker.Announce();
        }
    }

    /// <summary>To be called after the hook was told of the end.</summary>
    public void Conclude()
    {
        _marker.Clear();
        _isAnnounced = false;
        Concluded();
    }
}
