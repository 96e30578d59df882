namespace Qga.Agent.Policy;

/// <summary>Keeps over a restart of the agent that file systems are frozen, or that a hook waits to be told of the end of a freeze.</summary>
internal interface IFreezeMarker
{
    /// <summary>Whether file systems are frozen, or might be.</summary>
    bool IsSet { get; }

    /// <summary>Whether a hook was told of a freeze and not of its end.</summary>
    bool IsAnnounced { get; }

    /// <summary>How long the marker has been there.</summary>
    TimeSpan Age { get; }

    /// <summary>Notes that a hook is told of a freeze; a failure is not reported, as the state in memory counts.</summary>
    void Announce();

    /// <summary>Notes that file systems are frozen from now on; failures as above.</summary>
    void Set();

    /// <summary>Removes it.</summary>
    void Clear();
}
