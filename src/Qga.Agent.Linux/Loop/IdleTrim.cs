using System.Diagnostics;
using Qga.Linux.ProcFs;

namespace Qga.Agent.Linux.Loop;

/// <summary>
/// Gives back what a burst of work, and before that the start, has left in memory: an agent that has nothing to do is as small as one that never had.
/// </summary>
internal sealed class IdleTrim
{
    // Below this a client that asks now and then would only have its next reply wait for the pages to come back.
    private const long LeastGarbage = 256 << 10;

    private readonly LoopTimer _timer;
    private readonly TimeSpan _idleAfter;
    private readonly Action _onIdle;
    private long _lastActivity;
    private bool _isWatching;

    /// <summary>Watches a loop.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="idleAfter">How long nothing must have happened.</param>
    /// <param name="onIdle">Called then, once until something has happened again.</param>
    public IdleTrim(EventLoop loop, TimeSpan idleAfter, Action onIdle)
    {
        (_idleAfter, _onIdle) = (idleAfter, onIdle);
        _timer = loop.CreateTimer(Check);
        loop.Activity = OnActivity;
        OnActivity();
    }

    /// <summary>Has a loop's process trimmed a second after its last work.</summary>
    public static void Start(EventLoop loop)
    {
        long collected = -LeastGarbage;
        _ = new IdleTrim(loop, TimeSpan.FromSeconds(1), () =>
        {
            if (GC.GetTotalAllocatedBytes() - collected >= LeastGarbage)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
                ResidentCode.Release();
                collected = GC.GetTotalAllocatedBytes();
            }
        });
    }

    private void OnActivity()
    {
        _lastActivity = Stopwatch.GetTimestamp();
        if (!_isWatching)
        {
            _isWatching = true;
            _timer.Start(_idleAfter);
        }
    }

    private void Check()
    {
        TimeSpan left = _idleAfter - Stopwatch.GetElapsedTime(_lastActivity);
        if (left > TimeSpan.Zero)
        {
            _timer.Start(left);
        }
        else
        {
            _isWatching = false;
            _onIdle();
        }
    }
}
