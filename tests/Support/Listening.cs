using System.Net.Sockets;

namespace Qga.Support;

/// <summary>Whether anybody listens at a unix socket. Its file is there a moment before.</summary>
public static class Listening
{
    /// <summary>Waits until somebody does.</summary>
    /// <param name="path">The socket's path.</param>
    /// <param name="limit">How long to wait.</param>
    /// <returns>Whether somebody does.</returns>
    public static bool Begins(string path, TimeSpan limit) => SpinWait.SpinUntil(() => IsAt(path), limit);

    private static bool IsAt(string path)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
