using System.Runtime.CompilerServices;
using Qga.Agent.Channels;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent;

/// <summary>SIGTERM and SIGINT as events of the loop: no code runs inside a signal handler, so a stop can neither deadlock nor be lost.</summary>
internal sealed class StopSignals : IEventSource
{
    private static readonly SignalSet Signals = SignalSet.Of(Libc.SIGTERM, Libc.SIGINT);

    private readonly SafeDescriptor descriptor = Libc.SignalFd(Signals, Libc.SFD_CLOEXEC | Libc.SFD_NONBLOCK);
    private readonly Action stop;

    /// <summary>Begins to wait for them; <see cref="Block"/> comes first.</summary>
    /// <param name="loop">The event loop.</param>
    /// <param name="stop">What to do.</param>
    public StopSignals(EventLoop loop, Action stop)
    {
        this.stop = stop;
        _ = loop.Add(this, descriptor, Libc.EPOLLIN, out _);
    }

    /// <summary>
    /// Keeps the signals from every thread, present and future: a signal for the process goes to any thread that does not block it and would end the process there. New threads inherit the mask; the
    /// runtime's finalizer thread exists already, and only a finalizer runs on it: <see cref="AwaitBlocked"/> waits for that.
    /// </summary>
    public static void Block()
    {
        _ = Libc.BlockSignals(Signals);
        Libc.Ignore(Libc.SIGPIPE);

        // Whoever starts the agent may ignore it, which is inherited; the kernel then takes away ended helper programs before they can be asked how they ended.
        Libc.Reset(Libc.SIGCHLD);
        DropBlocker();
        GC.Collect(0);
    }

    /// <summary>Waits until the finalizer thread has got to it, as it has as a rule while the agent prepared itself; before anyone is answered.</summary>
    public static void AwaitBlocked() => GC.WaitForPendingFinalizers();

    /// <inheritdoc/>
    public void OnEvents(uint events)
    {
        while (Libc.ReadSignal(descriptor) != 0)
        {
            stop();
        }
    }

    // In a method of its own, so that no stack slot keeps the object alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DropBlocker() => GC.KeepAlive(new Blocker());

    private sealed class Blocker
    {
        ~Blocker() => _ = Libc.BlockSignals(Signals);
    }
}
