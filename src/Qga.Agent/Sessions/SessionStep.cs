namespace Qga.Agent.Sessions;

/// <summary>What a session needs to go on.</summary>
internal enum SessionStep
{
    /// <summary>More of the peer's bytes.</summary>
    Receive,

    /// <summary>Room: the peer must take replies first.</summary>
    Flush,

    /// <summary>That others have their turn; it has work left.</summary>
    Pause,

    /// <summary>That its <see cref="Session.Call"/> is run, after what was answered before has been sent.</summary>
    Call,
}

/// <summary>What stands behind the request of a call under way.</summary>
internal enum InputBehind
{
    /// <summary>Nothing complete.</summary>
    Nothing,

    /// <summary>A request, or bytes that are none: the peer has gone on.</summary>
    Request,

    /// <summary>A guest-sync or guest-sync-delimited: the peer does not wait for an earlier reply any more.</summary>
    Resynchronization,
}
