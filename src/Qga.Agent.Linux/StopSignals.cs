using Qga.Agent.Linux.Loop;
using Qga.Agent.Policy;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux;

/// <summary>
/// SIGTERM and SIGINT as events of the loop. No code runs in a signal handler, and Native/stop-signals.c has blocked them before the first thread was
/// started: a stop can neither deadlock nor be lost, at whatever moment it comes.
/// </summary>
internal sealed class StopSignals : IEventSource, IDisposable
{
    private static readonly SignalSet s_signals = SignalSet.Of(Libc.SIGTERM, Libc.SIGINT);

    private readonly SafeDescriptor _descriptor = Libc.SignalFd(s_signals, Libc.SFD_CLOEXEC | Libc.SFD_NONBLOCK);
    private readonly EventLoop _loop;
    private readonly FreezeState _freeze;
    private bool _mustStop;

    /// <summary>Begins to wait for them.</summary>
    /// <param name="loop">The event loop, which is stopped.</param>
    /// <param name="freeze">Whether file systems are frozen.</param>
    /// <exception cref="InvalidOperationException">The kernel has no descriptor for it.</exception>
    public StopSignals(EventLoop loop, FreezeState freeze)
    {
        (_loop, _freeze) = (loop, freeze);
        freeze.Concluded = () => loop.Post(Check);
        Errno error = _descriptor.IsInvalid ? Errno.Last : loop.Add(this, _descriptor, Libc.EPOLLIN, out _);
        if (!error.IsSuccess)
        {
            throw new InvalidOperationException(error.Describe("signalfd"));
        }
    }

    /// <summary>Sets the signals of this process up. Where the program is not linked with stop-signals.c, also blocks those that stop it.</summary>
    public static void Prepare()
    {
        _ = Libc.BlockSignals(s_signals);
        Libc.Ignore(Libc.SIGPIPE);

        // Whoever starts the agent may ignore it, which is inherited; the kernel then takes away ended programs before they can be asked how they ended.
        Libc.Reset(Libc.SIGCHLD);
    }

    /// <summary>Lets the signals end this process again: one that waits for another has nothing to undo.</summary>
    public static void Release() => _ = Libc.UnblockSignals(s_signals);

    /// <summary>Ends the agent if it was told to and no freeze is left: a guest must never be left frozen without its agent.</summary>
    public void Check()
    {
        if (_mustStop && !_freeze.IsAnnounced)
        {
            _loop.Stop(0);
        }
    }

    /// <inheritdoc/>
    public void OnEvents(uint events)
    {
        // An event means that one has come, whatever becomes of reading it.
        while (Libc.ReadSignal(_descriptor) != 0)
        {
        }

        Stop();
    }

    /// <summary>Ends the agent: at once, or, while it holds file systems frozen, as soon as it has thawed them and told the hook.</summary>
    public void Stop()
    {
        _mustStop = true;
        if (_freeze.IsAnnounced)
        {
            _freeze.EndRequest();
        }

        Check();
    }

    /// <inheritdoc/>
    public void Dispose() => _descriptor.Dispose();
}
