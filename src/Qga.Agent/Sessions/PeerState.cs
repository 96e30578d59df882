namespace Qga.Agent.Sessions;

/// <summary>How a peer stands to a reply.</summary>
internal enum PeerState
{
    /// <summary>It takes bytes.</summary>
    Ready,

    /// <summary>Nobody is at the other end of a port now; the same or another host may come.</summary>
    Absent,

    /// <summary>It is gone for good.</summary>
    Gone,
}
