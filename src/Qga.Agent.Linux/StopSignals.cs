using System.Runtime.CompilerServices;
using Qga.Agent.Linux.Channels;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux;

/// <summary>SIGTERM and SIGINT as events of the loop: no code runs inside a signal handler, so a stop can neither deadlock nor be lost.</summary>
internal sealed class StopSignals : IEventSource
{
    // By then the first client has its first reply.
    private static readonly TimeSpan s_startTime = TimeSpan.FromMilliseconds(100);

    private static readonly SignalSet s_signals = SignalSet.Of(Libc.SIGTERM, Libc.SIGINT);
    private static bool s_isSettled;

    private readonly SafeDescriptor _descriptor = Libc.SignalFd(s_signals, Libc.SFD_CLOEXEC | Libc.SFD_NONBLOCK);
    private readonly Action _stop;

    /// <summary>Begins to wait for them; <see cref="Block"/> comes first.</summary>
    /// <param name="loop">The event loop.</param>
    /// <param name="stop">What to do.</param>
    public StopSignals(EventLoop loop, Action stop)
    {
        _stop = stop;
        _ = loop.Add(this, _descriptor, Libc.EPOLLIN, out _);
        Libc.EndOn(Libc.SIGTERM);
        Libc.EndOn(Libc.SIGINT);
        loop.CreateTimer(Settle).Start(s_startTime);
    }

    /// <summary>Keeps the signals from this thread and all that it creates.</summary>
    public static void Block()
    {
        _ = Libc.BlockSignals(s_signals);
        Libc.Ignore(Libc.SIGPIPE);

        // Whoever starts the agent may ignore it, which is inherited; the kernel then takes away ended helper programs before they can be asked how they ended.
        Libc.Reset(Libc.SIGCHLD);
    }

    /// <summary>
    /// Keeps the signals from the runtime's finalizer thread too, which is older than <see cref="Block"/>: a signal for the process goes to
    /// any thread that does not block it and ends the process there. At the start, when a stop leaves nothing undone, that is as good an
    /// end, and has the same status; from the first command on that may hold something, a freeze above all, it is not. Only a finalizer
    /// runs on that thread, and a collection takes as long as a tenth of the start: hence not earlier.
    /// </summary>
    public static void Settle()
    {
        if (!s_isSettled)
        {
            s_isSettled = true;
            DropBlocker();
            GC.Collect(0);
            GC.WaitForPendingFinalizers();
        }
    }

    /// <inheritdoc/>
    public void OnEvents(uint events)
    {
        while (Libc.ReadSignal(_descriptor) != 0)
        {
            _stop();
        }
    }

    // In a method of its own, so that no stack slot keeps the object alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DropBlocker() => GC.KeepAlive(new Blocker());

    private sealed class Blocker
    {
        ~Blocker() => _ = Libc.BlockSignals(s_signals);
    }
}
