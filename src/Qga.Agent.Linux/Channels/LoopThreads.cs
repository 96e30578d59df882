using System.Diagnostics;
using Qga.Agent.Linux.Dispatch;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Channels;

/// <summary>
/// The threads of the event loop, of which one leads (the pattern Leader/Followers): it waits for what happens, and runs commands itself, since to
/// hand one over to another thread takes longer than most of them. While it runs one that may block, another thread follows: if the leader has not
/// come back after a millisecond, that one leads on, and nothing waits for the command but its own connection. A command that the kernel holds keeps
/// its thread, so their number is bounded; nothing suffers at the bound but further commands of this kind.
/// </summary>
internal sealed class LoopThreads : IDisposable
{
    /// <summary>The most commands that may be left behind with their threads.</summary>
    public const int MaximumHeld = 64;

    // The deepest thing that runs here is a command of the agent's own; the default of 8 MiB would only inflate the virtual size.
    private const int StackSize = 512 << 10;
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(1);

    private readonly EventLoop _loop;
    private readonly Action<int> _ended;
    private readonly SafeDescriptor _alarm = Libc.TimerFd(Libc.CLOCK_MONOTONIC, Libc.TFD_CLOEXEC);
    private long _lastNumber;
    private long _runningNumber;
    private long _runningSince;
    private int _isAlarmSet;
    private int _followers;
    private int _held;
    private volatile bool _isOver;

    /// <summary>Makes the threads of a loop.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="ended">Is told, on whichever thread leads then, the exit status when the loop has been stopped.</param>
    public LoopThreads(EventLoop loop, Action<int> ended)
    {
        _loop = loop;
        _ended = ended;
    }

    /// <summary>How many commands have been left behind.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Leads, and later follows, or does neither if there are enough that do.</summary>
    public void Run()
    {
        do
        {
            if (_loop.Run(TryRun) is int code)
            {
                _isOver = true;
                _ended(code);
                return;
            }

            Interlocked.Decrement(ref _held);
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

    // The leader's: false if it leads no longer.
    private bool TryRun(Job job)
    {
        if (Held == MaximumHeld || !HasFollower())
        {
            job.Refuse();
            return true;
        }

        long number = ++_lastNumber;
        Volatile.Write(ref _runningSince, Stopwatch.GetTimestamp());
        Volatile.Write(ref _runningNumber, number);
        SetAlarm();
        job.Run();
        if (Interlocked.CompareExchange(ref _runningNumber, 0, number) == number)
        {
            job.Complete();
            return true;
        }

        job.GoOn();
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
            TimeSpan left = s_patience - Stopwatch.GetElapsedTime(Volatile.Read(ref _runningSince));
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

            // A command that has begun since has seen the alarm set.
            if (Volatile.Read(ref _runningNumber) != 0)
            {
                SetAlarm();
            }
        }

        return false;
    }

    // A row of commands sets it once, for the first: whoever follows sets it again for the one that runs then. To set it each time would take as long
    // as a short command.
    private void SetAlarm()
    {
        if (Interlocked.Exchange(ref _isAlarmSet, 1) == 0)
        {
            Libc.SetTimer(_alarm, s_patience);
        }
    }
}
