namespace Qga.Client;

/// <summary>
/// How far the way to a guest's agent is open. The values are in the order of the way: each is a link that has to hold before the next one counts.
/// </summary>
public enum ReadinessState
{
    /// <summary>There is no such guest.</summary>
    NoGuest,

    /// <summary>There is no socket or device: the guest does not run, or has no port for an agent.</summary>
    NoSocket,

    /// <summary>Nobody listens at the socket any more, or it is not for this user.</summary>
    ConnectionRefused,

    /// <summary>The agent cannot be reached for another reason, which the message says.</summary>
    Unreachable,

    /// <summary>The guest runs, and nobody in it has opened the port.</summary>
    AgentNotRunning,

    /// <summary>The connection was made and lost again.</summary>
    ConnectionLost,

    /// <summary>The port is open and the agent does not answer: the guest boots or is paused, the agent is busy, or another host holds the port.</summary>
    AgentSilent,

    /// <summary>Something answers that is no working agent: a ping is refused, or its reply makes no sense.</summary>
    AgentFails,

    /// <summary>The agent answers, and the guest's file systems are frozen.</summary>
    Frozen,

    /// <summary>The agent answers, and the guest has no address of the kind asked for.</summary>
    NoAddress,

    /// <summary>The agent answers, and all conditions hold.</summary>
    Ready,
}
