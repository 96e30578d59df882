using Qga.Agent.Linux.Loop;

namespace Qga.Agent.Linux.Tests.Support;

/// <summary>A loop on one thread, without calls.</summary>
internal static class LoopRunner
{
    public static void Run(this EventLoop loop)
    {
        loop.Enter();
        while (loop.ExitCode is null)
        {
            loop.RunOnce(mayWait: true);
        }
    }
}
