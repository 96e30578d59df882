using Qga.Linux;

namespace Qga.Agent.Linux.Tests.Support;

/// <summary>An epoll instance that counts how often it is waited for: each time is a wake-up of the loop.</summary>
internal sealed class CountingEpoll : EpollSet
{
    private int _waits;

    public int Waits => Volatile.Read(ref _waits);

    public override int Wait(int timeoutMilliseconds)
    {
        Interlocked.Increment(ref _waits);
        return base.Wait(timeoutMilliseconds);
    }
}
