using Qga.Agent.Configuration;
using Qga.Agent.Linux.Loop;
using Qga.Agent.Logging;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Channels;

/// <summary>The way in that the settings name: opened, served, and where they say so opened again when it breaks.</summary>
/// <param name="context">What channels and connections share.</param>
/// <param name="settings">Method, address, and whether to try again.</param>
internal sealed class Channel(ChannelContext context, AgentSettings settings)
{
    private static readonly TimeSpan s_retryInterval = TimeSpan.FromSeconds(5);

    private readonly string _path = settings.Path ?? DefaultPaths.ForMethod(settings.Method) ?? "";
    private LoopTimer? _retry;

    /// <summary>Serves a listening socket that a service manager has handed over, whatever the settings say.</summary>
    public void Start(SafeDescriptor activated) => _ = new Listener(context, activated, settings.VsockAnyCid);

    /// <summary>Opens it.</summary>
    /// <returns>False if it cannot be opened and there is to be no other attempt; that has been logged.</returns>
    public bool Start()
    {
        if (settings.Method is not ("virtio-serial" or "isa-serial" or "unix-listen" or "vsock-listen"))
        {
            Log.Critical($"unsupported channel method/type: {settings.Method}");
            return false;
        }

        if (TryOpen() is not { } error)
        {
            return true;
        }

        Log.Critical(error);
        Retry();
        return settings.RetryPath;
    }

    private string? TryOpen()
    {
        string? error;
        switch (settings.Method)
        {
            case "unix-listen":
                return Listen(ChannelSocket.ListenUnix(_path, out error), error);
            case "vsock-listen":
                return Listen(ChannelSocket.ListenVsock(_path, out error), error);
            case "virtio-serial":
                return Serve(ChannelDevice.OpenPort(_path, out error), isPort: true) ?? error;
            default:
                return Serve(ChannelDevice.OpenLine(_path, out error), isPort: false) ?? error;
        }
    }

    private string? Listen(SafeDescriptor? socket, string? error)
    {
        if (socket is not null)
        {
            Start(socket);
        }

        return error;
    }

    private string? Serve(SafeDescriptor? device, bool isPort)
    {
        if (device is null)
        {
            return null;
        }

        DescriptorPeer peer = new(device, isPort);
        ConnectionKind kind = new(_path, isPort, context.PeerExecutors?.Of(settings.Method, peer: null));
        Connection connection = new(context, device, peer, kind, closed => Closed(closed, peer.ReceiveError));
        if (connection.WatchError.IsSuccess)
        {
            connection.Start();
            return null;
        }

        connection.Dispose();
        return connection.WatchError.Describe($"error opening channel '{_path}'");
    }

    // The device has gone (unplugged, hung up). Without -r that is an ordered end: the service manager starts the agent again with the device.
    private void Closed(Connection connection, Errno error)
    {
        Log.Error(error.IsSuccess ? "channel closed" : error.Describe("error reading channel"));
        connection.Dispose();
        if (!settings.RetryPath)
        {
            context.Loop.Stop(0);
        }

        Retry();
    }

    private void Retry()
    {
        if (settings.RetryPath)
        {
            _retry ??= context.Loop.CreateTimer(() => Start());
            _retry.Start(s_retryInterval);
        }
    }
}
