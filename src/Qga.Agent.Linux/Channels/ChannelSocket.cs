using System.Globalization;
using System.Text;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Channels;

/// <summary>Makes the listening sockets of unix-listen and vsock-listen.</summary>
internal static class ChannelSocket
{
    private const int Backlog = 128;
    private const int Type = Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK;

    /// <summary>Listens on a path. What is there already is removed: as a rule the socket of an agent that has ended.</summary>
    /// <param name="path">At most 107 bytes.</param>
    /// <param name="error">Why it does not listen.</param>
    /// <returns>The socket; null with <paramref name="error"/>.</returns>
    public static SafeDescriptor? ListenUnix(string path, out string? error)
    {
        if (!UnixAddress.TryCreate(Encoding.UTF8.GetBytes(path), out UnixAddress address))
        {
            error = $"Failed to bind socket to {path}: the path is longer than {UnixAddress.MaximumPath} bytes";
            return null;
        }

        _ = Libc.Unlink(path);
        return Listen(Libc.AF_UNIX, socket => Libc.Bind(socket, address), path, out error);
    }

    /// <summary>Listens on a vsock address.</summary>
    /// <param name="text"><c>cid:port</c>; CID 4294967295 stands for any of this machine's.</param>
    /// <param name="error">Why it does not listen.</param>
    /// <returns>The socket; null with <paramref name="error"/>.</returns>
    public static SafeDescriptor? ListenVsock(string text, out string? error)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            error = $"error parsing address '{text}'";
            return null;
        }

        uint port = 0;
        error = Read("cid", text[..colon], out uint cid) ?? Read("port", text[(colon + 1)..], out port);
        if (error is not null)
        {
            return null;
        }

        VsockAddress address = new(cid, port);
        return Listen(Libc.AF_VSOCK, socket => Libc.Bind(socket, address), text, out error);
    }

    private static string? Read(string name, string text, out uint number)
    {
        bool isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value <= uint.MaxValue;
        number = isNumber ? (uint)value : 0;
        return isNumber ? null : $"Failed to parse {name} '{text}'";
    }

    private static SafeDescriptor? Listen(int domain, Func<SafeDescriptor, Errno> bind, string name, out string? error)
    {
        SafeDescriptor socket = Libc.Socket(domain, Type, 0);
        Errno result = socket.IsInvalid ? Errno.Last : bind(socket);
        string action = socket.IsInvalid ? "Failed to create socket" : $"Failed to bind socket to {name}";
        if (result.IsSuccess)
        {
            result = Libc.Listen(socket, Backlog);
            action = $"Failed to listen on socket {name}";
        }

        error = result.IsSuccess ? null : result.Describe(action);
        if (error is null)
        {
            return socket;
        }

        socket.Dispose();
        return null;
    }
}
