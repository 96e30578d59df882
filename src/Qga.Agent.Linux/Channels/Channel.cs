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

    // After news of a device: the kernel learns a port's name after it has made the port, and udev makes links later still.
    private static readonly TimeSpan s_arrivalInterval = TimeSpan.FromMilliseconds(250);
    private const int ArrivalAttempts = 20;

    private readonly string _path = settings.Path ?? DefaultPaths.ForMethod(settings.Method) ?? "";
    private LoopTimer? _retry;
    private DeviceArrival? _arrival;
    private int _attemptsLeft;
    private string? _lastError;

    /// <summary>Serves a listening socket that a service manager has handed over, whatever the settings say.</summary>
    public void Start(SafeDescriptor activated) => _ = new Listener(context, activated, settings.VsockAnyCid);

    /// <summary>Opens it.</summary>
    /// <returns>False if it cannot be opened and there is to be no other attempt; that has been logged.</returns>
    public bool Start()
    {
        if (!DefaultPaths.IsMethod(settings.Method))
        {
            Log.Critical($"unsupported channel method/type: {settings.Method}");
            return false;
        }

        if (TryOpen() is { } error)
        {
            // Once: attempts may go on for ever.
            if (error != _lastError)
            {
                _lastError = error;
                Log.Critical(error);
            }

            Retry();
            return settings.RetryPath;
        }

        if (_lastError is not null)
        {
            _lastError = null;
            Log.Notice($"the channel '{_path}' is open now");
        }

        _arrival?.Dispose();
        _arrival = null;
        return true;
    }

    private bool IsDevice => settings.Method is "virtio-serial" or "isa-serial";

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
                return Serve(ChannelDevice.OpenPort(ChannelDevice.Locate(_path), out error), isPort: true) ?? error;
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
        if (!settings.RetryPath)
        {
            return;
        }

        _retry ??= context.Loop.CreateTimer(() => Start());
        if (!IsDevice || !DeviceArrival.IsAbsent(_path))
        {
            _retry.Start(s_retryInterval);
        }
        else if (_arrival is null)
        {
            // It may have come before the watch began.
            _arrival = DeviceArrival.Watch(context.Loop, _path, Arrived);
            _retry.Start(_arrival is null ? s_retryInterval : TimeSpan.Zero);
        }
        else if (_attemptsLeft > 0)
        {
            _attemptsLeft--;
            _retry.Start(s_arrivalInterval);
        }
    }

    // Something has come. If it is not the device, it may be a directory on the way there, which is to be watched now.
    private void Arrived()
    {
        _arrival?.Dispose();
        _arrival = null;
        _attemptsLeft = ArrivalAttempts;
        Start();
    }
}
