using System.Buffers.Binary;
using Qga.Linux.Interop;

namespace Qga.Linux.Netlink;

/// <summary>A socket of rtnetlink(7).</summary>
internal sealed class RouteSocket : IRouteChannel
{
    // struct rtgenmsg, or any other that begins with the family, padded; what follows the family may be left at 0.
    private const int QuestionLength = 16;

    private readonly SafeDescriptor _socket = Libc.Socket(Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, Libc.NETLINK_ROUTE);
    private readonly Errno _opened = Errno.Last;

    /// <inheritdoc/>
    public Errno Ask(int question)
    {
        if (_socket.IsInvalid)
        {
            return _opened;
        }

        Span<byte> request = stackalloc byte[RouteDump.HeaderLength + QuestionLength];
        request.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(request, request.Length);
        BinaryPrimitives.WriteInt16LittleEndian(request[4..], (short)question);
        BinaryPrimitives.WriteInt16LittleEndian(request[6..], Libc.NLM_F_REQUEST | Libc.NLM_F_DUMP);
        return Libc.Write(_socket, request) < 0 ? Errno.Last : default;
    }

    /// <inheritdoc/>
    public Errno Receive(Span<byte> buffer, out int length)
    {
        while (true)
        {
            nint count = Libc.Receive(_socket, buffer, Libc.MSG_TRUNC);
            length = (int)Math.Max(count, 0);
            if (count >= 0 || Errno.Last != Errno.EINTR)
            {
                return count < 0 ? Errno.Last : default;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
