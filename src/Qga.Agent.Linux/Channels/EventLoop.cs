using System.Diagnostics;
using Qga.Agent.Linux.Dispatch;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Channels;

/// <summary>
/// The agent's one waiting place: every descriptor, the timers, and what other threads hand back. Nothing that it calls may block, but for the
/// commands that <see cref="LoopThreads"/> runs for it; "the loop's thread" is the one that leads. Without events and without a running timer it
/// sleeps without end.
/// </summary>
internal sealed class EventLoop : IEventSource, IDisposable
{
    // To wake a processor that has gone to sleep takes longer than a client takes to come back with its next request.
    private static readonly long s_lookingTicks = Stopwatch.Frequency / 20_000;

    // How many clients must have been back so soon for one that was looked for in vain.
    private const int LookingPrice = 16;

    private readonly EpollSet _epoll = new();
    private readonly SafeDescriptor _wakeUp = Libc.EventFd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
    private readonly Dictionary<int, IEventSource> _sources = [];
    private readonly List<LoopTimer> _timers = [];
    private readonly Queue<Action> _posted = [];
    private readonly Queue<Job> _jobs = [];
    private Queue<Action> _deferred = [];
    private Queue<Action> _running = [];
    private int _nextKey;
    private int _looks;
    private bool _isQuiet;
    private volatile int _rivals;
    private int? _exitCode;

    public EventLoop() => Add(this, _wakeUp, Libc.EPOLLIN, out _);

    /// <summary>Watches a descriptor.</summary>
    /// <param name="source">Who is told.</param>
    /// <param name="descriptor">The descriptor, non-blocking.</param>
    /// <param name="interest">The EPOLL… bits; EPOLLET is added.</param>
    /// <param name="key">For <see cref="Remove"/>.</param>
    /// <returns>The kernel's answer; EPERM for what cannot be waited for, such as a regular file.</returns>
    public Errno Add(IEventSource source, SafeDescriptor descriptor, uint interest, out int key)
    {
        key = _nextKey++;
        Errno error = _epoll.Add(descriptor, interest | Libc.EPOLLET, key);
        if (error.IsSuccess)
        {
            _sources.Add(key, source);
        }

        return error;
    }

    /// <summary>Changes what a descriptor is watched for; what holds already is reported again. From any thread.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="interest">The EPOLL… bits.</param>
    /// <param name="key">Its key.</param>
    public void Watch(SafeDescriptor descriptor, uint interest, int key) => _ = _epoll.Modify(descriptor, interest | Libc.EPOLLET, key);

    /// <summary>Watches a descriptor no longer; to be called before it is closed.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="key">What <see cref="Add"/> gave.</param>
    public void Remove(SafeDescriptor descriptor, int key)
    {
        _sources.Remove(key);
        _ = _epoll.Remove(descriptor);
    }

    /// <summary>Has something done on the loop's thread, soon. From any thread.</summary>
    /// <param name="action">What to do.</param>
    public void Post(Action action)
    {
        lock (_posted)
        {
            _posted.Enqueue(action);
        }

        _ = Libc.Write(_wakeUp, [1, 0, 0, 0, 0, 0, 0, 0]);
    }

    /// <summary>Has something done after the others had their turn. From the loop's thread only.</summary>
    /// <param name="action">What to do.</param>
    public void Defer(Action action) => _deferred.Enqueue(action);

    /// <summary>Makes a timer that is not running yet.</summary>
    /// <param name="callback">What to do when it is due.</param>
    /// <returns>The timer.</returns>
    public LoopTimer CreateTimer(Action callback) => new(this, callback);

    /// <summary>How long nothing must happen for a rest.</summary>
    public TimeSpan QuietTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What is done at a rest: once, until something has happened again.</summary>
    public Action? AtRest { get; set; }

    /// <summary>A program has been started that clients wait for. From the loop's thread only.</summary>
    public void AddRival() => _rivals++;

    /// <summary>It has ended.</summary>
    public void RemoveRival() => _rivals--;

    /// <summary>Ends <see cref="Run"/> as soon as the current event is dealt with.</summary>
    /// <param name="code">What it returns.</param>
    public void Stop(int code) => _exitCode ??= code;

    /// <summary>Has a command run after the events that have come already. From the loop's thread only.</summary>
    /// <param name="job">The command.</param>
    public void Enqueue(Job job) => _jobs.Enqueue(job);

    /// <summary>
    /// Whether the processor is to be left to others when there is nothing to do, rather than used to look for the next request. From any thread.
    /// </summary>
    public bool HasRivals => _rivals > 0;

    /// <summary>Runs until <see cref="Stop"/>, or until another thread has taken over.</summary>
    /// <param name="run">Runs a command. Says whether this thread is the loop's still; otherwise nothing here may be touched any more.</param>
    /// <returns>The exit status; null if another thread has taken over.</returns>
    public int? Run(Func<Job, bool> run)
    {
        while (_exitCode is null)
        {
            int count = Wait();
            for (int index = 0; index < count && _exitCode is null; index++)
            {
                if (_sources.TryGetValue(_epoll.Key(index), out IEventSource? source))
                {
                    source.OnEvents(_epoll.Events(index));
                }
            }

            RunDeferred();
            FireTimers();

            // One at a time, so that what comes meanwhile has its turn.
            if (_exitCode is null && _jobs.TryDequeue(out Job? job) && !run(job))
            {
                return null;
            }
        }

        return _exitCode;
    }

    /// <inheritdoc/>
    void IEventSource.OnEvents(uint events)
    {
        Span<byte> counter = stackalloc byte[8];
        _ = Libc.Read(_wakeUp, counter);
        while (true)
        {
            Action? action;
            lock (_posted)
            {
                if (!_posted.TryDequeue(out action))
                {
                    return;
                }
            }

            action();
        }
    }

    internal void Arm(LoopTimer timer)
    {
        if (!_timers.Contains(timer))
        {
            _timers.Add(timer);
        }
    }

    internal void Disarm(LoopTimer timer) => _timers.Remove(timer);

    /// <inheritdoc/>
    public void Dispose()
    {
        _wakeUp.Dispose();
        _epoll.Dispose();
    }

    private int Wait()
    {
        if (_deferred.Count > 0 || _jobs.Count > 0)
        {
            return _epoll.Wait(0);
        }

        long start = Stopwatch.GetTimestamp();
        if (_looks > 0 && !HasRivals)
        {
            do
            {
                if (_epoll.Wait(0) is > 0 and int count)
                {
                    _looks = Math.Min(_looks + 1, LookingPrice);
                    return count;
                }
            }
            while (Stopwatch.GetTimestamp() - start < s_lookingTicks);
            _looks -= LookingPrice;
        }

        int timeout = Timeout();
        bool mayRest = !_isQuiet && AtRest is not null && (timeout < 0 || timeout > QuietTime.TotalMilliseconds);
        int events = _epoll.Wait(mayRest ? (int)QuietTime.TotalMilliseconds : timeout);
        _isQuiet = events == 0 && (_isQuiet || mayRest);
        if (_isQuiet && mayRest)
        {
            AtRest!();
        }

        if (_looks <= 0 && Stopwatch.GetTimestamp() - start < s_lookingTicks)
        {
            _looks++;
        }

        return events;
    }

    private int Timeout()
    {
        int timeout = -1;
        foreach (LoopTimer timer in _timers)
        {
            timeout = timeout < 0 ? timer.Remaining : Math.Min(timeout, timer.Remaining);
        }

        return timeout;
    }

    private void RunDeferred()
    {
        (_running, _deferred) = (_deferred, _running);
        while (_exitCode is null && _running.TryDequeue(out Action? action))
        {
            action();
        }
    }

    // Of those whose time has come, the one whose time came first.
    private LoopTimer? FindDue(long now)
    {
        LoopTimer? first = null;
        foreach (LoopTimer timer in _timers)
        {
            first = timer.Due <= now && (first is null || timer.Due < first.Due) ? timer : first;
        }

        return first;
    }

    private void FireTimers()
    {
        long now = _timers.Count > 0 ? Stopwatch.GetTimestamp() : 0;
        while (FindDue(now) is { } timer)
        {
            _timers.Remove(timer);
            timer.Fire();
        }
    }
}
