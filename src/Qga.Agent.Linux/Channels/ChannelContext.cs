using Qga.Agent.Linux.Loop;
using Qga.Agent.Sessions;

namespace Qga.Agent.Linux.Channels;

/// <summary>What all channels and their connections share.</summary>
/// <param name="Loop">The event loop.</param>
/// <param name="Threads">Its threads.</param>
/// <param name="Executor">What is behind every session.</param>
/// <param name="Sessions">What sessions share.</param>
/// <param name="CallEnded">Called on the loop's thread after each call that may have blocked.</param>
internal sealed record ChannelContext(EventLoop Loop, LoopThreads Threads, CallExecutor Executor, SessionSettings Sessions, Action CallEnded);
