using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Channels;

/// <summary>What edge-triggered events have said of a descriptor's input and nobody has used up yet.</summary>
internal struct EdgeReadiness
{
    private bool _isEndNear;

    /// <summary>Before the first event: the peer's bytes may have been there earlier than the watch.</summary>
    public EdgeReadiness() => MayRead = true;

    /// <summary>Whether a read may give something.</summary>
    public bool MayRead { get; private set; }

    /// <summary>Events have come.</summary>
    public void OnEvents(uint events)
    {
        MayRead |= (events & ~Libc.EPOLLOUT) != 0;
        _isEndNear |= (events & (Libc.EPOLLRDHUP | Libc.EPOLLHUP | Libc.EPOLLERR)) != 0;
    }

    /// <summary>
    /// Bytes have been read. What comes later will be announced, the end as well unless it has been already. A port gives one buffer at a time.
    /// </summary>
    public void OnRead(bool isDrained, bool isPort) => MayRead = isPort || _isEndNear || !isDrained;

    /// <summary>Nothing is there to be read now.</summary>
    public void OnBlocked() => MayRead = false;

    /// <summary>Something may be there, whatever events have said.</summary>
    public void Retry() => MayRead = true;
}
