using Qga.Agent.Logging;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Loop;

/// <summary>
/// The agent's one waiting place: every descriptor, the timers, and what other threads hand back. Nothing that it calls may block. "The loop's thread" is
/// the one that runs it now (<see cref="LoopThreads"/>). Without events and without a running timer it sleeps without end.
/// </summary>
internal sealed class EventLoop : IEventSource, IDisposable
{
    // What the kernel could not watch for want of memory is tried again.
    private static readonly TimeSpan s_retryInterval = TimeSpan.FromMilliseconds(100);

    private readonly EpollSet _epoll;
    private readonly SafeDescriptor _wakeUp = Libc.EventFd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
    private readonly Dictionary<int, IEventSource> _sources = [];
    private readonly List<Unwatched> _unwatched = [];
    private readonly TimerList _timers = new();
    // Room for an action of every connection: what other threads hand back must not be lost for want of memory.
    private readonly Queue<Action> _posted = new(512);
    private readonly LoopTimer _retry;
    private Queue<Action> _deferred = [];
    private Queue<Action> _running = [];
    private int _nextKey;
    private volatile int _thread;

    /// <summary>Makes a loop that watches nothing yet.</summary>
    /// <param name="epoll">Does the waiting; the loop's from now on.</param>
    /// <exception cref="InvalidOperationException">The process has no descriptor left.</exception>
    public EventLoop(EpollSet? epoll = null)
    {
        _epoll = epoll ?? new();
        _retry = CreateTimer(WatchAgain);
        Errno error = _wakeUp.IsInvalid ? Errno.Last : Add(this, _wakeUp, Libc.EPOLLIN, out _);
        if (!error.IsSuccess)
        {
            throw new InvalidOperationException(error.Describe("eventfd"));
        }
    }

    /// <summary>Polls for input before the loop sleeps.</summary>
    public BusyPolling BusyPolling { get; } = new();

    /// <summary>Called when something has happened.</summary>
    public Action? Activity { get; set; }

    /// <summary>The exit status, once the loop has been stopped.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Watches a descriptor. Where the kernel has no memory for that, it is tried again until it has.</summary>
    /// <param name="source">Who is told.</param>
    /// <param name="descriptor">The descriptor, non-blocking.</param>
    /// <param name="interest">The EPOLL… bits; EPOLLET is added.</param>
    /// <param name="key">For <see cref="Remove"/>.</param>
    /// <returns>EPERM for what cannot be waited for, such as a regular file.</returns>
    public Errno Add(IEventSource source, SafeDescriptor descriptor, uint interest, out int key)
    {
        key = _nextKey++;
        Errno error = _epoll.Add(descriptor, interest | Libc.EPOLLET, key);
        if (IsTransient(error))
        {
            error = default;
            _unwatched.Add(new(key, descriptor) { Interest = interest });
            _retry.Start(s_retryInterval);
        }

        if (error.IsSuccess)
        {
            _sources.Add(key, source);
        }

        return error;
    }

    /// <summary>
    /// Changes what a descriptor is watched for; what holds already is reported again. Where the kernel refuses, it is tried again. From any thread.
    /// </summary>
    public void Watch(SafeDescriptor descriptor, uint interest, int key)
    {
        if (_epoll.Modify(descriptor, interest | Libc.EPOLLET, key).IsSuccess)
        {
            return;
        }

        if (IsOnThread)
        {
            WatchLater(descriptor, interest, key);
        }
        else
        {
            Post(() => WatchLater(descriptor, interest, key));
        }
    }

    /// <summary>Watches a descriptor no longer; to be called before it is closed.</summary>
    public void Remove(SafeDescriptor descriptor, int key)
    {
        _sources.Remove(key);
        if (FindUnwatched(key) is { } waiting)
        {
            _unwatched.Remove(waiting);
        }

        _ = _epoll.Remove(descriptor);
    }

    /// <summary>Has something done on the loop's thread, soon. From any thread.</summary>
    public void Post(Action action)
    {
        if (IsOnThread)
        {
            Defer(action);
            return;
        }

        lock (_posted)
        {
            _posted.Enqueue(action);
        }

        // Where it cannot take another count, the loop is to wake up already.
        while (Libc.Write(_wakeUp, [1, 0, 0, 0, 0, 0, 0, 0]) < 0 && Errno.Last == Errno.EINTR)
        {
        }
    }

    /// <summary>Has something done after the others had their turn. From the loop's thread.</summary>
    public void Defer(Action action) => _deferred.Enqueue(action);

    /// <summary>Makes a timer that does not run yet.</summary>
    /// <param name="callback">Called when it is due.</param>
    public LoopTimer CreateTimer(Action callback) => new(_timers, callback);

    /// <summary>Ends the loop as soon as the current event is dealt with.</summary>
    /// <param name="code">The exit status; the first one counts.</param>
    public void Stop(int code) => ExitCode ??= code;

    /// <summary>The calling thread is the loop's from now on.</summary>
    public void Enter() => _thread = Environment.CurrentManagedThreadId;

    /// <summary>Another thread takes the loop over.</summary>
    public void Leave() => _thread = 0;

    /// <summary>Waits for events and deals with them.</summary>
    /// <param name="mayWait">False: with what has happened already.</param>
    public void RunOnce(bool mayWait)
    {
        int count;
        if (mayWait && _deferred.Count == 0)
        {
            Watchdog.OnWait();
            count = BusyPolling.Wait(_epoll, _timers.Timeout());
        }
        else
        {
            count = _epoll.Wait(0);
        }

        Watchdog.OnWork();
        if (count > 0)
        {
            Activity?.Invoke();
        }

        for (int index = 0; index < count && ExitCode is null; index++)
        {
            if (_sources.TryGetValue(_epoll.Key(index), out IEventSource? source))
            {
                Dispatch(source, _epoll.Events(index));
            }
        }

        (_running, _deferred) = (_deferred, _running);
        while (ExitCode is null && _running.TryDequeue(out Action? action))
        {
            Run(action);
        }

        while (ExitCode is null && _timers.TakeDue() is { } timer)
        {
            Run(timer.Callback);
        }
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

            Run(action);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _wakeUp.Dispose();
        _epoll.Dispose();
    }

    private bool IsOnThread => Environment.CurrentManagedThreadId == _thread;

    private static bool IsTransient(Errno error) => error == Errno.ENOMEM || error == Errno.ENOSPC;

    // Each by itself: what one has no memory for must not cost the others their events, which are reported once.
    private static void Dispatch(IEventSource source, uint events)
    {
        try
        {
            source.OnEvents(events);
        }
        catch (OutOfMemoryException)
        {
            Log.Error("an event could not be dealt with: Cannot allocate memory");
        }
    }

    private static void Run(Action action)
    {
        try
        {
            action();
        }
        catch (OutOfMemoryException)
        {
            Log.Error("an action could not be carried out: Cannot allocate memory");
        }
    }

    private Unwatched? FindUnwatched(int key)
    {
        foreach (Unwatched waiting in _unwatched)
        {
            if (waiting.Key == key)
            {
                return waiting;
            }
        }

        return null;
    }

    private void WatchLater(SafeDescriptor descriptor, uint interest, int key)
    {
        if (FindUnwatched(key) is { } waiting)
        {
            waiting.Interest = interest;
        }
        else if (_sources.ContainsKey(key))
        {
            _unwatched.Add(new(key, descriptor) { Interest = interest });
            _retry.Start(s_retryInterval);
        }
    }

    private void WatchAgain()
    {
        for (int index = _unwatched.Count - 1; index >= 0; index--)
        {
            Unwatched waiting = _unwatched[index];
            Errno error = _epoll.Add(waiting.Descriptor, waiting.Interest | Libc.EPOLLET, waiting.Key);
            if (error == Errno.EEXIST)
            {
                error = _epoll.Modify(waiting.Descriptor, waiting.Interest | Libc.EPOLLET, waiting.Key);
            }

            if (error.IsSuccess)
            {
                _unwatched.RemoveAt(index);
            }
            else
            {
                Log.Warning(error.Describe("epoll_ctl"));
                _retry.Start(s_retryInterval);
            }
        }
    }

    private sealed class Unwatched(int key, SafeDescriptor descriptor)
    {
        public int Key => key;

        public SafeDescriptor Descriptor => descriptor;

        public uint Interest { get; set; }
    }
}
