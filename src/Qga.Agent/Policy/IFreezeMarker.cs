namespace Qga.Agent.Policy;

/// <summary>Keeps over a restart of the agent that file systems are frozen.</summary>
internal interface IFreezeMarker
{
    /// <summary>Whether the marker is there, or might be.</summary>
    bool IsSet { get; }

    /// <summary>Sets it; a failure is not reported, as the state in memory counts.</summary>
    void Set();

    /// <summary>Removes it.</summary>
    void Clear();
}
