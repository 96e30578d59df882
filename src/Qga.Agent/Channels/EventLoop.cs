using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Channels;

/// <summary>
/// The agent's one waiting place: every descriptor, the timers, and what other threads hand back. Nothing that it calls may block. Without events
/// and without a running timer it sleeps without end.
/// </summary>
internal sealed class EventLoop : IEventSource, IDisposable
{
    private readonly EpollSet epoll = new();
    private readonly SafeDescriptor wakeUp = Libc.EventFd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
    private readonly Dictionary<int, IEventSource> sources = [];
    private readonly List<LoopTimer> timers = [];
    private readonly Queue<Action> posted = [];
    private Queue<Action> deferred = [];
    private Queue<Action> running = [];
    private int nextKey;
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

    /// <summary>Ends <see cref="Run"/> as soon as the current event is dealt with.</summary>
    /// <param name="code">What it returns.</param>
    public void Stop(int code) => exitCode ??= code;

    /// <summary>Runs until <see cref="Stop"/>.</summary>
    /// <returns>The exit status.</returns>
    public int Run()
    {
        while (exitCode is null)
        {
            int count = epoll.Wait(deferred.Count > 0 ? 0 : Timeout());
            for (int index = 0; index < count && exitCode is null; index++)
            {
                if (sources.TryGetValue(epoll.Key(index), out IEventSource? source))
                {
                    source.OnEvents(epoll.Events(index));
                }
            }

            RunDeferred();
            FireTimers();
        }

        return exitCode.Value;
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

    private void FireTimers()
    {
        for (int index = timers.Count - 1; index >= 0; index--)
        {
            if (index < timers.Count && timers[index] is LoopTimer timer && timer.Remaining == 0)
            {
                timers.RemoveAt(index);
                timer.Fire();
            }
        }
    }
}
