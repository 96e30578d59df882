namespace Qga.Agent.Linux.Loop;

/// <summary>A descriptor's owner in the event loop.</summary>
internal interface IEventSource
{
    /// <summary>
    /// Something happened. Events are reported once, when they begin to hold (edge-triggered): whoever is told must go on until the descriptor would
    /// block. On the loop's thread.
    /// </summary>
    /// <param name="events">The EPOLL… bits of epoll_ctl(2).</param>
    void OnEvents(uint events);
}
