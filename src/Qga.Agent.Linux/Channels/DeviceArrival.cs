using Qga.Agent.Linux.Loop;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Channels;

/// <summary>
/// Waits for a device that is not there yet, without looking again and again: inotify(7) tells what is made in the directories where it, or the link to
/// it, would be. For the loop's thread only.
/// </summary>
internal sealed class DeviceArrival : IEventSource, IDisposable
{
    private readonly EventLoop _loop;
    private readonly SafeDescriptor _inotify;
    private readonly Action _arrived;
    private readonly int _key;

    private DeviceArrival(EventLoop loop, SafeDescriptor inotify, Action arrived, out Errno error)
    {
        (_loop, _inotify, _arrived) = (loop, inotify, arrived);
        error = loop.Add(this, inotify, Libc.EPOLLIN, out _key);
    }

    /// <summary>Whether nothing stands for a device: no file, no link that leads nowhere, and no port of its name.</summary>
    public static bool IsAbsent(string path) =>
        Libc.Access(ChannelDevice.Locate(path), Libc.F_OK) == Errno.ENOENT && !Libc.ReadLink(path, out _).IsSuccess;

    /// <summary>Begins to wait.</summary>
    /// <param name="loop">The event loop.</param>
    /// <param name="path">The device.</param>
    /// <param name="arrived">Called when something has been made there, whatever it is.</param>
    /// <returns>What waits; null where the kernel cannot tell.</returns>
    public static DeviceArrival? Watch(EventLoop loop, string path, Action arrived)
    {
        SafeDescriptor inotify = Libc.Inotify(Libc.IN_CLOEXEC | Libc.IN_NONBLOCK);
        Errno error = inotify.IsInvalid ? Errno.Last : WatchFolders(inotify, path);
        if (error.IsSuccess)
        {
            DeviceArrival arrival = new(loop, inotify, arrived, out error);
            if (error.IsSuccess)
            {
                return arrival;
            }
        }

        inotify.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void OnEvents(uint events)
    {
        Span<byte> buffer = stackalloc byte[4096];
        while (Libc.Read(_inotify, buffer) > 0)
        {
        }

        _arrived();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _loop.Remove(_inotify, _key);
        _inotify.Dispose();
    }

    // The device's directory, or the nearest one that is there, and with it the one where the kernel makes the nodes of ports.
    private static Errno WatchFolders(SafeDescriptor inotify, string path)
    {
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } name ? name : ".";
        Errno error = Add(inotify, folder);
        while (error == Errno.ENOENT && Path.GetDirectoryName(folder) is { Length: > 0 } parent)
        {
            folder = parent;
            error = Add(inotify, folder);
        }

        return folder == "/dev/virtio-ports" && error.IsSuccess ? Add(inotify, "/dev") : error;
    }

    private static Errno Add(SafeDescriptor inotify, string folder) => Libc.AddWatch(inotify, folder, Libc.IN_CREATE | Libc.IN_MOVED_TO);
}
