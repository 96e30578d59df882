using System.Diagnostics;
using Qga.Agent.Dispatch;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Channels;

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
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);

    private readonly EventLoop loop;
    private readonly Action<int> ended;
    private readonly SafeDescriptor alarm = Libc.TimerFd(Libc.CLOCK_MONOTONIC, Libc.TFD_CLOEXEC);
    private long lastNumber;
    private long runningNumber;
    private long runningSince;
    private int isAlarmSet;
    private int followers;
    private int held;
    private volatile bool isOver;

    /// <summary>Makes the threads of a loop.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="ended">Is told, on whichever thread leads then, the exit status when the loop has been stopped.</param>
    public LoopThreads(EventLoop loop, Action<int> ended)
    {
        this.loop = loop;
        this.ended = ended;
    }

    /// <summary>How many commands have been left behind.</summary>
    public int Held => Volatile.Read(ref held);

    /// <summary>Leads, and later follows, or does neither if there are enough that do.</summary>
    public void Run()
    {
        do
        {
            if (loop.Run(TryRun) is int code)
            {
                isOver = true;
                ended(code);
                return;
            }

            Interlocked.Decrement(ref held);
        }
        while (Interlocked.CompareExchange(ref followers, 1, 0) == 0 && Follow());
    }

    /// <summary>Lets the thread that follows go. The loop must have ended.</summary>
    public void Dispose()
    {
        isOver = true;
        Libc.SetTimer(alarm, TimeSpan.FromTicks(1));
        alarm.Dispose();
    }

    // The leader's: false if it leads no longer.
    private bool TryRun(Job job)
    {
        if (Held == MaximumHeld || !HasFollower())
        {
            job.Refuse();
            return true;
        }

        long number = ++lastNumber;
        Volatile.Write(ref runningSince, Stopwatch.GetTimestamp());
        Volatile.Write(ref runningNumber, number);
        SetAlarm();
        job.Run();
        if (Interlocked.CompareExchange(ref runningNumber, 0, number) == number)
        {
            job.Complete();
            return true;
        }

        job.GoOn();
        return false;
    }

    private bool HasFollower()
    {
        if (Interlocked.CompareExchange(ref followers, 1, 0) != 0)
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
            Volatile.Write(ref followers, 0);
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
        while (!isOver)
        {
            _ = Libc.Read(alarm, expirations);
            long number = Volatile.Read(ref runningNumber);
            TimeSpan left = Patience - Stopwatch.GetElapsedTime(Volatile.Read(ref runningSince));
            if (number != 0 && left > TimeSpan.Zero)
            {
                Libc.SetTimer(alarm, left);
                continue;
            }

            Interlocked.Exchange(ref isAlarmSet, 0);
            if (number != 0 && Interlocked.CompareExchange(ref runningNumber, 0, number) == number)
            {
                Interlocked.Increment(ref held);
                Volatile.Write(ref followers, 0);
                return true;
            }

            // A command that has begun since has seen the alarm set.
            if (Volatile.Read(ref runningNumber) != 0)
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
        if (Interlocked.Exchange(ref isAlarmSet, 1) == 0)
        {
            Libc.SetTimer(alarm, Patience);
        }
    }
}
