namespace Qga.Linux.Netlink;

/// <summary>Where one question is asked of the kernel and its answer comes in datagrams: a socket, or what a test makes up.</summary>
internal interface IRouteChannel : IDisposable
{
    /// <summary>Asks for a list.</summary>
    /// <param name="question">Its type: an RTM_GET… of linux/rtnetlink.h.</param>
    /// <returns>What went wrong.</returns>
    Errno Ask(int question);

    /// <summary>Waits for the next datagram of the answer.</summary>
    /// <param name="buffer">Gets as much of it as there is room for.</param>
    /// <param name="length">How long the datagram is, also where it does not fit.</param>
    /// <returns>What went wrong; ENOBUFS where the kernel had to drop something.</returns>
    Errno Receive(Span<byte> buffer, out int length);
}
