using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Channels;

/// <summary>A listening socket: as many peers at a time as there is room for; further ones wait in the kernel's queue.</summary>
internal sealed class Listener : IEventSource
{
    /// <summary>The most peers at a time. Each may hold a request of some megabytes.</summary>
    public const int MaximumConnections = 256;

    private readonly ConnectionContext context;
    private readonly SafeDescriptor socket;
    private readonly bool servesAnyCid;
    private readonly HashSet<Connection> connections = [];

    /// <summary>Begins to accept.</summary>
    /// <param name="context">What connections share.</param>
    /// <param name="socket">The socket, listening and non-blocking.</param>
    /// <param name="servesAnyCid">For vsock: whether a peer other than the host is served.</param>
    public Listener(ConnectionContext context, SafeDescriptor socket, bool servesAnyCid)
    {
        this.context = context;
        this.socket = socket;
        this.servesAnyCid = servesAnyCid || Libc.SocketDomain(socket) != Libc.AF_VSOCK;
        _ = context.Loop.Add(this, socket, Libc.EPOLLIN, out _);
    }

    /// <inheritdoc/>
    public void OnEvents(uint events)
    {
        while (connections.Count < MaximumConnections)
        {
            SafeDescriptor accepted = Libc.Accept(socket, Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, out VsockAddress peer);
            if (accepted.IsInvalid)
            {
                Errno error = Errno.Last;
                accepted.Dispose();
                if (error == Errno.EINTR || error == Errno.ECONNABORTED)
                {
                    continue;
                }

                if (error != Errno.EAGAIN)
                {
                    Log.Error(error.Describe("error accepting a connection"));
                }

                return;
            }

            if (!servesAnyCid && peer.Cid != Libc.VMADDR_CID_HOST)
            {
                Log.Warning($"connection from vsock CID {peer.Cid} refused: only the host is served");
                accepted.Dispose();
                continue;
            }

            Connection connection = new(context, accepted, isPort: false, Closed);
            connections.Add(connection);
            connection.OnEvents(Libc.EPOLLIN);
        }
    }

    // A descriptor, or room for one more, has become free: whoever waits in the queue is not announced again.
    private void Closed(Connection connection, Errno error)
    {
        connections.Remove(connection);
        connection.Dispose();
        context.Loop.Defer(() => OnEvents(Libc.EPOLLIN));
    }
}
