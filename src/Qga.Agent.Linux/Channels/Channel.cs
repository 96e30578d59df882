using Qga.Agent.Configuration;
using Qga.Agent.Logging;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Channels;

/// <summary>The way in that the settings name: opened, served, and where they say so opened again when it breaks.</summary>
/// <param name="context">What connections share.</param>
/// <param name="settings">Method, address, and whether to try again.</param>
/// <param name="handedOver">A listening socket that counts instead of them; null as a rule.</param>
internal sealed class Channel(ConnectionContext context, AgentSettings settings, SafeDescriptor? handedOver)
{
    private static readonly TimeSpan s_retryInterval = TimeSpan.FromSeconds(5);

    private LoopTimer? _retry;

    /// <summary>Opens it.</summary>
    /// <returns>False if it cannot be opened and there is to be no other attempt; that has been logged.</returns>
    public bool Start()
    {
        string path = settings.Path ?? DefaultPaths.ForMethod(settings.Method) ?? "";
        string? error = null;
        switch (handedOver is null ? settings.Method : "")
        {
            case "":
                _ = new Listener(context, handedOver!, settings.VsockAnyCid);
                break;
            case "unix-listen":
                Listen(ChannelSocket.ListenUnix(path, out error));
                break;
            case "vsock-listen":
                Listen(ChannelSocket.ListenVsock(path, out error));
                break;
            case "virtio-serial":
                error = Serve(ChannelDevice.OpenPort(path, out error), path, isPort: true) ?? error;
                break;
            case "isa-serial":
                error = Serve(ChannelDevice.OpenLine(path, out error), path, isPort: false) ?? error;
                break;
            default:
                Log.Critical($"unsupported channel method/type: {settings.Method}");
                return false;
        }

        if (error is not null)
        {
            Log.Critical(error);
            Retry();
        }

        return error is null || settings.RetryPath;
    }

    private void Listen(SafeDescriptor? socket)
    {
        if (socket is not null)
        {
            _ = new Listener(context, socket, settings.VsockAnyCid);
        }
    }

    private string? Serve(SafeDescriptor? device, string path, bool isPort)
    {
        if (device is null)
        {
            return null;
        }

        Connection connection = new(context, device, isPort, Closed);
        if (connection.WatchError.IsSuccess)
        {
            // The host's bytes may have been there before the device was watched.
            connection.OnEvents(Libc.EPOLLIN);
            return null;
        }

        connection.Dispose();
        return connection.WatchError.Describe($"error opening channel '{path}'");
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
