using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Channels;

/// <summary>A listening socket: as many peers at a time as there is room for; further ones wait in the kernel's queue.</summary>
internal sealed class Listener : IEventSource
{
    // The kernel does not say when there is a descriptor again for a peer that waits.
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>The most peers at a time. Each may hold a request of some megabytes.</summary>
    public const int MaximumConnections = 256;

    private readonly ConnectionContext context;
    private readonly SafeDescriptor socket;
    private readonly bool servesAnyCid;
    private readonly HashSet<Connection> connections = [];
    private readonly LoopTimer retry;
    private bool hasComplained;

    /// <summary>Begins to accept.</summary>
    /// <param name="context">What connections share.</param>
    /// <param name="socket">The socket, listening and non-blocking.</param>
    /// <param name="servesAnyCid">For vsock: whether a peer other than the host is served.</param>
    public Listener(ConnectionContext context, SafeDescriptor socket, bool servesAnyCid)
    {
        this.context = context;
        this.socket = socket;
        this.servesAnyCid = servesAnyCid || Libc.SocketOption(socket, Libc.SO_DOMAIN) != Libc.AF_VSOCK;
        retry = context.Loop.CreateTimer(() => OnEvents(Libc.EPOLLIN));
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
                    Complain(error);
                    retry.Start(RetryInterval);
                }

                return;
            }

            if (!servesAnyCid && peer.Cid != Libc.VMADDR_CID_HOST)
            {
                Log.Warning($"connection from vsock CID {peer.Cid} refused: only the host is served");
                accepted.Dispose();
                continue;
            }

            hasComplained = false;
            Connection connection = new(context, accepted, isPort: false, Closed);
            connections.Add(connection);
            connection.OnEvents(Libc.EPOLLIN);
        }
    }

    // Once for each peer that is served late, or the log would fill.
    private void Complain(Errno error)
    {
        if (!hasComplained)
        {
            hasComplained = true;
            Log.Error(error.Describe("error accepting a connection"));
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
