using System.Diagnostics;
using Qga.Linux;

namespace Qga.Agent.Linux.Loop;

/// <summary>
/// Polls for input for a while before the loop sleeps: waking a processor takes longer than a client takes to come back with its next request. It is
/// worth it as long as clients do come back so soon, and while no program of guest-exec needs the processor more.
/// </summary>
internal sealed class BusyPolling
{
    // 50 µs.
    private static readonly long s_spinTicks = Stopwatch.Frequency / 20_000;

    // How many clients must have come back in time for one spin in vain.
    private const int SpinCost = 16;

    private int _budget;
    private volatile int _programs;

    /// <summary>Whether the processor is free for polling. From any thread.</summary>
    public bool IsAllowed => _programs == 0;

    /// <summary>A program has been started that clients wait for.</summary>
    public void ProgramStarted() => Interlocked.Increment(ref _programs);

    /// <summary>It has ended.</summary>
    public void ProgramEnded() => Interlocked.Decrement(ref _programs);

    /// <summary>Waits for events, without sleep at first if that is worth it.</summary>
    /// <param name="epoll">What is waited for.</param>
    /// <param name="timeout">How long at most, in milliseconds; −1 for ever.</param>
    /// <returns>How many events there are.</returns>
    public int Wait(EpollSet epoll, int timeout)
    {
        long start = Stopwatch.GetTimestamp();
        if (_budget > 0 && IsAllowed)
        {
            do
            {
                if (epoll.Wait(0) is > 0 and int count)
                {
                    _budget = Math.Min(_budget + 1, SpinCost);
                    return count;
                }
            }
            while (Stopwatch.GetTimestamp() - start < s_spinTicks);
            _budget -= SpinCost;
        }

        int events = epoll.Wait(timeout);
        if (_budget <= 0 && Stopwatch.GetTimestamp() - start < s_spinTicks)
        {
            _budget++;
        }

        return events;
    }
}
