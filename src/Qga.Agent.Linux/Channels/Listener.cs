using Qga.Agent.Linux.Loop;
using Qga.Agent.Logging;
using Qga.Agent.Sessions;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Channels;

/// <summary>A listening socket: as many peers at a time as there is room for; further ones wait in the kernel's queue.</summary>
internal sealed class Listener : IEventSource
{
    // The kernel does not say when there is a descriptor again for a peer that waits.
    private static readonly TimeSpan s_retryInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>The most peers at a time. Each may hold a request of some megabytes.</summary>
    public const int MaximumConnections = 256;

    private readonly ChannelContext _context;
    private readonly SafeDescriptor _socket;
    private readonly bool _isVsock;
    private readonly bool _servesAnyCid;
    private readonly HashSet<Connection> _connections = [];
    private readonly LoopTimer _retry;
    private bool _hasReported;

    /// <summary>Begins to accept.</summary>
    /// <param name="context">What connections share.</param>
    /// <param name="socket">The socket, listening and non-blocking.</param>
    /// <param name="servesAnyCid">For vsock: whether a peer other than the host is served.</param>
    public Listener(ChannelContext context, SafeDescriptor socket, bool servesAnyCid)
    {
        _context = context;
        _socket = socket;
        _isVsock = Libc.SocketOption(socket, Libc.SO_DOMAIN) == Libc.AF_VSOCK;
        _servesAnyCid = servesAnyCid || !_isVsock;
        _retry = context.Loop.CreateTimer(() => OnEvents(Libc.EPOLLIN));
        _ = context.Loop.Add(this, socket, Libc.EPOLLIN, out _);
    }

    /// <inheritdoc/>
    public void OnEvents(uint events)
    {
        while (_connections.Count < MaximumConnections)
        {
            SafeDescriptor accepted = Libc.Accept(_socket, Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, out VsockAddress peer);
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
                    Report(error);
                    _retry.Start(s_retryInterval);
                }

                return;
            }

            if (!_servesAnyCid && peer.Cid != Libc.VMADDR_CID_HOST)
            {
                Log.Warning($"connection from vsock CID {peer.Cid} refused: only the host is served");
                accepted.Dispose();
                continue;
            }

            Serve(accepted, peer);
        }
    }

    private void Serve(SafeDescriptor accepted, VsockAddress address)
    {
        Connection connection;
        try
        {
            ConnectionKind kind = new(_isVsock ? $"vsock CID {address.Cid}" : "unix", Executor: FindExecutor(accepted, address));
            connection = new(_context, accepted, new DescriptorPeer(accepted, isPort: false), kind, Closed);
        }
        catch (OutOfMemoryException)
        {
            accepted.Dispose();
            Report(Errno.ENOMEM);
            return;
        }

        _hasReported = false;
        _connections.Add(connection);
        connection.Start();
    }

    private CallExecutor? FindExecutor(SafeDescriptor accepted, VsockAddress address) =>
        _context.PeerExecutors is not { } executors ? null
        : _isVsock ? executors.Of("vsock-listen", address.Cid)
        : executors.Of("unix-listen", Libc.PeerUser(accepted, out uint uid).IsSuccess ? uid : null);

    // Once until a peer is served, or the log would fill.
    private void Report(Errno error)
    {
        if (!_hasReported)
        {
            _hasReported = true;
            Log.Error(error.Describe("error accepting a connection"));
        }
    }

    // A descriptor, or room for one more, has become free: whoever waits in the queue is not announced again.
    private void Closed(Connection connection)
    {
        _connections.Remove(connection);
        connection.Dispose();
        _context.Loop.Defer(() => OnEvents(Libc.EPOLLIN));
    }
}
