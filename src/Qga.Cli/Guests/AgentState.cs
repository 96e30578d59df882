namespace Qga.Cli.Guests;

/// <summary>How a guest's agent is, as far as the host can tell.</summary>
internal enum AgentState
{
    Answers,

    /// <summary>It answers, and the guest's file systems are frozen.</summary>
    Frozen,

    /// <summary>The way to it is open and it says nothing.</summary>
    Silent,

    /// <summary>Nobody in the guest has opened the port.</summary>
    NotRunning,

    /// <summary>The guest has no port for an agent that this host can reach.</summary>
    NoPort,

    /// <summary>The guest's processors are stopped.</summary>
    Paused,

    /// <summary>The guest is shut off.</summary>
    Off,

    /// <summary>The socket is there, and not for this user.</summary>
    NoAccess,

    /// <summary>Nobody listens at the address.</summary>
    Unreachable,
}
