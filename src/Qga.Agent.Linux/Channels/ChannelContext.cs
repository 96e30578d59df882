using Qga.Agent.Linux.Loop;
using Qga.Agent.Sessions;

namespace Qga.Agent.Linux.Channels;

/// <summary>What all channels and their connections share.</summary>
/// <param name="loop">The event loop.</param>
/// <param name="threads">Its threads.</param>
/// <param name="executor">What is behind every session.</param>
/// <param name="sessions">What sessions share.</param>
/// <param name="callEnded">Called on the loop's thread after each call that may have blocked.</param>
internal sealed class ChannelContext(EventLoop loop, LoopThreads threads, CallExecutor executor, SessionSettings sessions, Action callEnded)
{
    public EventLoop Loop => loop;

    public LoopThreads Threads => threads;

    public CallExecutor Executor => executor;

    public SessionSettings Sessions => sessions;

    /// <summary>What is behind the sessions of a peer instead; null: nothing else.</summary>
    public PeerExecutors? PeerExecutors { get; init; }

    public Action CallEnded => callEnded;
}
