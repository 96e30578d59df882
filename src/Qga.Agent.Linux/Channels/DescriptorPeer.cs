using Qga.Agent.Sessions;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Channels;

/// <summary>A peer behind a non-blocking descriptor.</summary>
/// <param name="descriptor">A socket, a serial line or a port.</param>
/// <param name="isPort">Whether it is a virtio-serial port, which stays open while hosts come and go.</param>
/// <param name="stallTime">How long a client may take nothing of a reply before it counts as gone; a minute by default.</param>
internal sealed class DescriptorPeer(SafeDescriptor descriptor, bool isPort, TimeSpan? stallTime = null) : IPeer
{
    // A reply that a client does not take keeps one of the threads that others need. A port has one connection, which keeps one at most.
    private readonly int _stallMilliseconds = isPort ? -1 : (int)(stallTime ?? TimeSpan.FromMinutes(1)).TotalMilliseconds;

    /// <summary>Why the last <see cref="Receive"/> failed.</summary>
    public Errno ReceiveError { get; private set; }

    /// <inheritdoc/>
    public int Receive(Span<byte> buffer)
    {
        while (true)
        {
            nint count = Libc.Read(descriptor, buffer);
            if (count >= 0)
            {
                return (int)count;
            }

            Errno error = Errno.Last;
            if (error == Errno.EAGAIN)
            {
                return IPeer.WouldBlock;
            }

            if (error != Errno.EINTR)
            {
                ReceiveError = error;
                return IPeer.Failed;
            }
        }
    }

    /// <inheritdoc/>
    public int Send(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            nint count = Libc.Write(descriptor, bytes);
            if (count > 0)
            {
                return (int)count;
            }

            if (count == 0 || Errno.Last == Errno.EAGAIN)
            {
                return IPeer.WouldBlock;
            }

            if (Errno.Last != Errno.EINTR)
            {
                return IPeer.Failed;
            }
        }
    }

    /// <inheritdoc/>
    public PeerState WaitForRoom()
    {
        Span<PollDescriptor> poll = [new() { Descriptor = descriptor.Number, Events = Libc.POLLOUT }];
        int count = Libc.Poll(poll, _stallMilliseconds);
        return count == 0 ? PeerState.Gone
            : count < 0 || (poll[0].Returned & (Libc.POLLHUP | Libc.POLLERR)) == 0 ? PeerState.Ready
            : isPort && (poll[0].Returned & Libc.POLLERR) == 0 ? PeerState.Absent
            : PeerState.Gone;
    }
}
