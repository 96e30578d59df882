using System.Diagnostics;
using Qga.Agent.Sessions;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Loop;

/// <summary>
/// The threads of the event loop, of which one leads (the pattern Leader/Followers): it waits for events and runs the calls itself, since handing one to
/// another thread takes longer than most of them. While it runs a call, another thread follows: if the leader has not come back after a millisecond, the
/// follower leads on, and nothing waits for the call but its own connection. A call that the kernel or a slow peer holds keeps its thread, so their number
/// is bounded; at the bound, further calls wait, and all else goes on. A few threads more are kept for what must work while file systems are frozen.
/// </summary>
internal sealed class LoopThreads : IDisposable
{
    /// <summary>How many calls may be left behind with their threads.</summary>
    public const int MaximumHeld = 64;

    /// <summary>How many more of the commands that are served while file systems are frozen.</summary>
    public const int MaximumFrozenHeld = 8;

    // The deepest thing that runs here is a command of the agent's own; the default of 8 MiB would only inflate the virtual size.
    private const int StackSize = 512 << 10;
    private readonly TimeSpan _leadTime;
    private readonly EventLoop _loop;
    private readonly Action<int> _ended;
    // Room for a call of every connection: what waits here must not be lost for want of memory.
    private readonly Queue<PendingCall> _calls = new(512);
    private readonly Queue<PendingCall> _frozenCalls = new(512);
    private readonly SafeDescriptor _alarm = Libc.TimerFd(Libc.CLOCK_MONOTONIC, Libc.TFD_CLOEXEC);
    private long _lastNumber;
    private long _runningNumber;
    private long _runningSince;
    private int _isAlarmSet;
    private int _followers;
    private int _held;
    private volatile bool _isShort;
    private volatile bool _isOver;

    /// <summary>Makes the threads of a loop.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="ended">Is told the exit status when the loop has been stopped, on the thread that leads then.</param>
    /// <param name="leadTime">How long the leader may run a call before the follower leads on; a millisecond by default.</param>
    /// <exception cref="InvalidOperationException">The process has no descriptor left.</exception>
    public LoopThreads(EventLoop loop, Action<int> ended, TimeSpan? leadTime = null)
    {
        _loop = loop;
        _ended = ended;
        _leadTime = leadTime ?? TimeSpan.FromMilliseconds(1);
        if (_alarm.IsInvalid)
        {
            throw new InvalidOperationException(Errno.Last.Describe("timerfd_create"));
        }
    }

    /// <summary>How many calls have been left behind with their threads.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Whether calls wait for a thread.</summary>
    public bool IsShort => _isShort;

    /// <summary>Has a call run after the events that have come already. From the loop's thread.</summary>
    public void Enqueue(PendingCall call) => (call.Call.Command is { Frozen: true } ? _frozenCalls : _calls).Enqueue(call);

    /// <summary>Leads, and later follows, or does neither if there are enough threads that do.</summary>
    public void Run()
    {
        do
        {
            if (Lead() is int code)
            {
                _isOver = true;
                _ended(code);
                return;
            }

            Interlocked.Decrement(ref _held);
            if (_isShort)
            {
                _loop.Post(static () => { });
            }
        }
        while (Interlocked.CompareExchange(ref _followers, 1, 0) == 0 && Follow());
    }

    /// <summary>Lets the thread that follows go. The loop must have ended.</summary>
    public void Dispose()
    {
        _isOver = true;
        Libc.SetTimer(_alarm, TimeSpan.FromTicks(1));
        _alarm.Dispose();
    }

    // The exit status; null if another thread leads now, and the loop must not be touched.
    private int? Lead()
    {
        _loop.Enter();
        while (_loop.ExitCode is null)
        {
            // One call at a time, so that what comes meanwhile has its turn.
            _loop.RunOnce(mayWait: NextQueue() is null);
            if (_loop.ExitCode is null && NextQueue() is { } calls && !TryRun(calls.Dequeue()))
            {
                return null;
            }
        }

        return _loop.ExitCode;
    }

    // The queue whose first call may run now; null if there is none.
    private Queue<PendingCall>? NextQueue()
    {
        Queue<PendingCall>? next = Runnable();
        if (next is not null || (_calls.Count == 0 && _frozenCalls.Count == 0))
        {
            _isShort = false;
            return next;
        }

        // Told before the threads are counted again: one that comes back after that wakes the loop.
        _isShort = true;
        Interlocked.MemoryBarrier();
        return Runnable();
    }

    private Queue<PendingCall>? Runnable()
    {
        int held = Held;
        return _frozenCalls.Count > 0 && held < MaximumHeld + MaximumFrozenHeld ? _frozenCalls
            : _calls.Count > 0 && held < MaximumHeld ? _calls
            : null;
    }

    // False if this thread no longer leads.
    private bool TryRun(PendingCall call)
    {
        if (call.IsAbandoned)
        {
            call.Owner.Complete(call);
            return true;
        }

        if (!HasFollower())
        {
            call.Owner.Refuse(call);
            return true;
        }

        long number = ++_lastNumber;
        _loop.Leave();
        Volatile.Write(ref _runningSince, Stopwatch.GetTimestamp());
        Volatile.Write(ref _runningNumber, number);
        SetAlarm();
        call.Run();
        if (Interlocked.CompareExchange(ref _runningNumber, 0, number) == number)
        {
            _loop.Enter();
            call.Owner.Complete(call);
            return true;
        }

        call.Owner.Continue(call);
        return false;
    }

    private bool HasFollower()
    {
        if (Interlocked.CompareExchange(ref _followers, 1, 0) != 0)
        {
            return true;
        }

        try
        {
            new Thread(StartFollowing, StackSize) { IsBackground = true }.Start();
            return true;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            Volatile.Write(ref _followers, 0);
            return false;
        }
    }

    private void StartFollowing()
    {
        if (Follow())
        {
            Run();
        }
    }

    // Until it leads.
    private bool Follow()
    {
        Span<byte> expirations = stackalloc byte[sizeof(ulong)];
        while (!_isOver)
        {
            _ = Libc.Read(_alarm, expirations);
            long number = Volatile.Read(ref _runningNumber);
            TimeSpan left = _leadTime - Stopwatch.GetElapsedTime(Volatile.Read(ref _runningSince));
            if (number != 0 && left > TimeSpan.Zero)
            {
                Libc.SetTimer(_alarm, left);
                continue;
            }

            Interlocked.Exchange(ref _isAlarmSet, 0);
            if (number != 0 && Interlocked.CompareExchange(ref _runningNumber, 0, number) == number)
            {
                Interlocked.Increment(ref _held);
                Volatile.Write(ref _followers, 0);
                return true;
            }

            // A call that has begun since has seen the alarm set.
            if (Volatile.Read(ref _runningNumber) != 0)
            {
                SetAlarm();
            }
        }

        return false;
    }

    // A row of calls sets it once, for the first: the follower sets it again for the one that runs then. Setting it each time would take as long as a
    // short command.
    private void SetAlarm()
    {
        if (Interlocked.Exchange(ref _isAlarmSet, 1) == 0)
        {
            Libc.SetTimer(_alarm, _leadTime);
        }
    }
}
