namespace Qga.Agent.Linux.Channels;

/// <summary>What a connection is doing. <see cref="ConnectionStates.MayFollow"/> has the transitions.</summary>
internal enum ConnectionState
{
    /// <summary>It reads and answers on the loop's thread.</summary>
    Reading,

    /// <summary>A call waits until the peer has taken the replies before it.</summary>
    Held,

    /// <summary>A call is queued, or runs. The output, and the input unless the loop has taken it, belong to the call's thread.</summary>
    Running,

    /// <summary>A call's reply comes later; no thread waits for it.</summary>
    Deferred,

    /// <summary>The peer sends nothing more; replies are still sent.</summary>
    Draining,

    /// <summary>It is over.</summary>
    Closed,
}

/// <summary>The transitions of <see cref="ConnectionState"/>.</summary>
internal static class ConnectionStates
{
    /// <summary>Whether a state may follow another.</summary>
    public static bool MayFollow(this ConnectionState next, ConnectionState state) => (state, next) switch
    {
        (ConnectionState.Reading, ConnectionState.Held or ConnectionState.Draining) => true,
        (ConnectionState.Held, ConnectionState.Running) => true,
        (ConnectionState.Running, ConnectionState.Reading or ConnectionState.Deferred) => true,
        (ConnectionState.Deferred, ConnectionState.Running or ConnectionState.Reading) => true,
        (not ConnectionState.Closed, ConnectionState.Closed) => true,
        _ => false,
    };
}
