using Qga.Contracts;

namespace Qga.Agent.Linux.Commands.Freeze;

/// <summary>
/// Thaws without being asked: when file systems have been frozen for too long, or the agent has to end. Its thread is started before anything is frozen,
/// and needs nothing that may be.
/// </summary>
/// <param name="limit">How long file systems may stay frozen; zero: for ever.</param>
/// <param name="thaw">Thaws; false: it failed and is to be tried again.</param>
internal sealed class FreezeWatch(TimeSpan limit, Func<QgaFreezeEnd, bool> thaw)
{
    private const int StackSize = 256 << 10;
    private const int RetryMilliseconds = 5000;

    private readonly object _gate = new();
    private Thread? _thread;
    private bool _mustStop;
    private long _deadline;

    /// <summary>Begins to watch.</summary>
    /// <param name="elapsed">How long file systems have been frozen.</param>
    /// <exception cref="OutOfMemoryException">There is no thread for it.</exception>
    public void Start(TimeSpan elapsed)
    {
        lock (_gate)
        {
            _deadline = limit == TimeSpan.Zero ? long.MaxValue : Environment.TickCount64 + (long)Math.Max((limit - elapsed).TotalMilliseconds, 0);
            if (_thread is null)
            {
                Thread thread = new(Watch, StackSize) { IsBackground = true };
                _thread = thread;
                try
                {
                    thread.Start();
                }
                catch
                {
                    _thread = null;
                    throw;
                }
            }
        }
    }

    /// <summary>Ends the watch: nothing is frozen any more.</summary>
    public void End()
    {
        lock (_gate)
        {
            _thread = null;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Has it thaw at once, as the agent is to end.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _mustStop = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Watch()
    {
        while (WaitForReason() is { } end && !thaw(end))
        {
            lock (_gate)
            {
                Monitor.Wait(_gate, RetryMilliseconds);
            }
        }
    }

    // Null where the watch has ended.
    private QgaFreezeEnd? WaitForReason()
    {
        lock (_gate)
        {
            while (_thread == Thread.CurrentThread)
            {
                if (_mustStop)
                {
                    return QgaFreezeEnd.Stop;
                }

                long left = _deadline - Environment.TickCount64;
                if (left <= 0)
                {
                    return QgaFreezeEnd.Timeout;
                }

                Monitor.Wait(_gate, (int)Math.Min(left, int.MaxValue));
            }

            return null;
        }
    }
}
