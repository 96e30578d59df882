using Qga.Agent.Linux.Loop;
using Qga.Agent.Sessions;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Channels;

/// <summary>
/// The host at the other end of a virtio-serial port, which comes and goes while the port stays open. The kernel hands over a host's bytes in the interrupt,
/// its coming and going in a work queue (drivers/char/virtio_console.c): the bytes can come first. For the loop's thread only.
/// </summary>
internal sealed class PortHost
{
    private readonly LoopTimer _absence;
    private readonly LoopTimer _arrival;
    private bool _isDrained;

    /// <summary>Assumes that a host is there.</summary>
    /// <param name="loop">The event loop.</param>
    /// <param name="stayedAway">Called where no host has come within a second: what is kept for one is to be dropped.</param>
    /// <param name="readAnyway">Called where bytes came with the news that nobody is there, and no host a second later: it has left again.</param>
    public PortHost(EventLoop loop, Action stayedAway, Action readAnyway)
    {
        _absence = loop.CreateTimer(stayedAway);
        _arrival = loop.CreateTimer(() =>
        {
            _isDrained = false;
            readAnyway();
        });
    }

    /// <summary>Whether a host is there, as far as the kernel has told.</summary>
    public bool IsPresent { get; private set; } = true;

    /// <summary>Whether what can be read is to be left alone, as it may be the next host's: a reply would be refused as if nobody were there.</summary>
    public bool HoldsBack => !IsPresent && _isDrained;

    /// <summary>Takes the news of an event.</summary>
    /// <returns>Whether a host has left.</returns>
    public bool OnEvents(uint events)
    {
        if ((events & Libc.EPOLLHUP) == 0)
        {
            IsPresent = true;
            _isDrained = false;
            Stop();
            return false;
        }

        if (HoldsBack && !_arrival.IsRunning)
        {
            _arrival.Start(ReplyBuffer.HostGrace);
        }

        return Leave();
    }

    /// <summary>Its input has ended: all bytes of the host that has left are read.</summary>
    /// <returns>Whether that is news.</returns>
    public bool OnEndOfInput()
    {
        _isDrained = true;
        return Leave();
    }

    /// <summary>Something waits for a host: for a second from now on, if none is there.</summary>
    public void Expect()
    {
        if (!IsPresent && !_absence.IsRunning)
        {
            _absence.Start(ReplyBuffer.HostGrace);
        }
    }

    /// <summary>Stops the timers.</summary>
    public void Stop()
    {
        _absence.Stop();
        _arrival.Stop();
    }

    private bool Leave()
    {
        bool hasLeft = IsPresent;
        IsPresent = false;
        return hasLeft;
    }
}
