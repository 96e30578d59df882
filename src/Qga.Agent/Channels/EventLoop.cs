using System.Diagnostics;
using Qga.Agent.Dispatch;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Channels;

/// <summary>
/// The agent's one waiting place: every descriptor, the timers, and what other threads hand back. Nothing that it calls may block, but for the
/// commands that <see cref="LoopThreads"/> runs for it; "the loop's thread" is the one that leads. Without events and without a running timer it
/// sleeps without end.
/// </summary>
internal sealed class EventLoop : IEventSource, IDisposable
{
    // To wake a processor that has gone to sleep takes longer than a client takes to come back with its next request.
    private static readonly long LookingTicks = Stopwatch.Frequency / 20_000;

    // How many clients must have been back so soon for one that was looked for in vain.
    private const int LookingPrice = 16;

    private readonly EpollSet epoll = new();
    private readonly SafeDescriptor wakeUp = Libc.EventFd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
    private readonly Dictionary<int, IEventSource> sources = [];
    private readonly List<LoopTimer> timers = [];
    private readonly Queue<Action> posted = [];
    private readonly Queue<Job> jobs = [];
    private Queue<Action> deferred = [];
    private Queue<Action> running = [];
    private int nextKey;
    private int looks;
    private bool isQuiet;
    private volatile int rivals;
    private int? exitCode;

    public EventLoop() => Add(this, wakeUp, Libc.EPOLLIN, out _);

    /// <summary>Watches a descriptor.</summary>
    /// <param name="source">Who is told.</param>
    /// <param name="descriptor">The descriptor, non-blocking.</param>
    /// <param name="interest">The EPOLL… bits; EPOLLET is added.</param>
    /// <param name="key">For <see cref="Remove"/>.</param>
    /// <returns>The kernel's answer; EPERM for what cannot be waited for, such as a regular file.</returns>
    public Errno Add(IEventSource source, SafeDescriptor descriptor, uint interest, out int key)
    {
        key = nextKey++;
        Errno error = epoll.Add(descriptor, interest | Libc.EPOLLET, key);
        if (error.IsSuccess)
        {
            sources.Add(key, source);
        }

        return error;
    }

    /// <summary>Changes what a descriptor is watched for; what holds already is reported again. From any thread.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="interest">The EPOLL… bits.</param>
    /// <param name="key">Its key.</param>
    public void Watch(SafeDescriptor descriptor, uint interest, int key) => _ = epoll.Modify(descriptor, interest | Libc.EPOLLET, key);

    /// <summary>Watches a descriptor no longer; to be called before it is closed.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="key">What <see cref="Add"/> gave.</param>
    public void Remove(SafeDescriptor descriptor, int key)
    {
        sources.Remove(key);
        _ = epoll.Remove(descriptor);
    }

    /// <summary>Has something done on the loop's thread, soon. From any thread.</summary>
    /// <param name="action">What to do.</param>
    public void Post(Action action)
    {
        lock (posted)
        {
            posted.Enqueue(action);
        }

        _ = Libc.Write(wakeUp, [1, 0, 0, 0, 0, 0, 0, 0]);
    }

    /// <summary>Has something done after the others had their turn. From the loop's thread only.</summary>
    /// <param name="action">What to do.</param>
    public void Defer(Action action) => deferred.Enqueue(action);

    /// <summary>Makes a timer that is not running yet.</summary>
    /// <param name="callback">What to do when it is due.</param>
    /// <returns>The timer.</returns>
    public LoopTimer CreateTimer(Action callback) => new(this, callback);

    /// <summary>How long nothing must happen for a rest.</summary>
    public TimeSpan QuietTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What is done at a rest: once, until something has happened again.</summary>
    public Action? AtRest { get; set; }

    /// <summary>A program has been started that clients wait for. From the loop's thread only.</summary>
    public void AddRival() => rivals++;

    /// <summary>It has ended.</summary>
    public void RemoveRival() => rivals--;

    /// <summary>Ends <see cref="Run"/> as soon as the current event is dealt with.</summary>
    /// <param name="code">What it returns.</param>
    public void Stop(int code) => exitCode ??= code;

    /// <summary>Has a command run after the events that have come already. From the loop's thread only.</summary>
    /// <param name="job">The command.</param>
    public void Enqueue(Job job) => jobs.Enqueue(job);

    /// <summary>
    /// Whether the processor is to be left to others when there is nothing to do, rather than used to look for the next request. From any thread.
    /// </summary>
    public bool HasRivals => rivals > 0;

    /// <summary>Runs until <see cref="Stop"/>, or until another thread has taken over.</summary>
    /// <param name="run">Runs a command. Says whether this thread is the loop's still; otherwise nothing here may be touched any more.</param>
    /// <returns>The exit status; null if another thread has taken over.</returns>
    public int? Run(Func<Job, bool> run)
    {
        while (exitCode is null)
        {
            int count = Wait();
            for (int index = 0; index < count && exitCode is null; index++)
            {
                if (sources.TryGetValue(epoll.Key(index), out IEventSource? source))
                {
                    source.OnEvents(epoll.Events(index));
                }
            }

            RunDeferred();
            FireTimers();

            // One at a time, so that what comes meanwhile has its turn.
            if (exitCode is null && jobs.TryDequeue(out Job? job) && !run(job))
            {
                return null;
            }
        }

        return exitCode;
    }

    /// <inheritdoc/>
    void IEventSource.OnEvents(uint events)
    {
        Span<byte> counter = stackalloc byte[8];
        _ = Libc.Read(wakeUp, counter);
        while (true)
        {
            Action? action;
            lock (posted)
            {
                if (!posted.TryDequeue(out action))
                {
                    return;
                }
            }

            action();
        }
    }

    internal void Arm(LoopTimer timer)
    {
        if (!timers.Contains(timer))
        {
            timers.Add(timer);
        }
    }

    internal void Disarm(LoopTimer timer) => timers.Remove(timer);

    /// <inheritdoc/>
    public void Dispose()
    {
        wakeUp.Dispose();
        epoll.Dispose();
    }

    private int Wait()
    {
        if (deferred.Count > 0 || jobs.Count > 0)
        {
            return epoll.Wait(0);
        }

        long start = Stopwatch.GetTimestamp();
        if (looks > 0 && !HasRivals)
        {
            do
            {
                if (epoll.Wait(0) is > 0 and int count)
                {
                    looks = Math.Min(looks + 1, LookingPrice);
                    return count;
                }
            }
            while (Stopwatch.GetTimestamp() - start < LookingTicks);
            looks -= LookingPrice;
        }

        int timeout = Timeout();
        bool mayRest = !isQuiet && AtRest is not null && (timeout < 0 || timeout > QuietTime.TotalMilliseconds);
        int events = epoll.Wait(mayRest ? (int)QuietTime.TotalMilliseconds : timeout);
        isQuiet = events == 0 && (isQuiet || mayRest);
        if (isQuiet && mayRest)
        {
            AtRest!();
        }

        if (looks <= 0 && Stopwatch.GetTimestamp() - start < LookingTicks)
        {
            looks++;
        }

        return events;
    }

    private int Timeout()
    {
        int timeout = -1;
        foreach (LoopTimer timer in timers)
        {
            timeout = timeout < 0 ? timer.Remaining : Math.Min(timeout, timer.Remaining);
        }

        return timeout;
    }

    private void RunDeferred()
    {
        (running, deferred) = (deferred, running);
        while (exitCode is null && running.TryDequeue(out Action? action))
        {
            action();
        }
    }

    // Of those whose time has come, the one whose time came first.
    private LoopTimer? FindDue(long now)
    {
        LoopTimer? first = null;
        foreach (LoopTimer timer in timers)
        {
            first = timer.Due <= now && (first is null || timer.Due < first.Due) ? timer : first;
        }

        return first;
    }

    private void FireTimers()
    {
        long now = timers.Count > 0 ? Stopwatch.GetTimestamp() : 0;
        while (FindDue(now) is { } timer)
        {
            timers.Remove(timer);
            timer.Fire();
        }
    }
}
