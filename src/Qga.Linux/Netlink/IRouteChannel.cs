using Qga.Linux.Interop;

namespace Qga.Linux.Netlink;

/// <summary>One request to the kernel and its answer in datagrams: over a socket, or scripted by a test.</summary>
internal interface IRouteChannel : IDisposable
{
    /// <summary>Asks for a list.</summary>
    /// <param name="question">Its type: an RTM_GET… of linux/rtnetlink.h.</param>
    Errno Ask(int question);

    /// <summary>Waits for the next datagram of the answer.</summary>
    /// <param name="buffer">Gets as much of it as there is room for.</param>
    /// <param name="length">How long the datagram is, also where it does not fit.</param>
    /// <returns>What went wrong; ENOBUFS where the kernel had to drop something.</returns>
    Errno Receive(Span<byte> buffer, out int length);
}
