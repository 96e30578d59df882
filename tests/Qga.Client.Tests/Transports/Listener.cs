using System.Net;
using System.Net.Sockets;

namespace Qga.Client.Tests.Transports;

/// <summary>A socket that listens, in a temporary folder or on the loopback, and whose other side a test plays.</summary>
internal sealed class Listener : IDisposable
{
    private readonly DirectoryInfo? _folder;

    private Listener(Socket socket, DirectoryInfo? folder) => (Socket, _folder) = (socket, folder);

    public Socket Socket { get; }

    public string Path => ((UnixDomainSocketEndPoint)Socket.LocalEndPoint!).ToString();

    public int Port => ((IPEndPoint)Socket.LocalEndPoint!).Port;

    public static Listener Unix(int backlog = 10)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("qga-");
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint($"{folder.FullName}/socket"));
        socket.Listen(backlog);
        return new(socket, folder);
    }

    public static Listener Tcp(IPAddress address)
    {
        Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        socket.Listen();
        return new(socket, null);
    }

    /// <summary>Two sockets that are connected with each other.</summary>
    public static async Task<(Socket, Socket)> PairAsync()
    {
        using Listener listener = Unix();
        Socket one = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await one.ConnectAsync(listener.Socket.LocalEndPoint!);
        return (one, await listener.Socket.AcceptAsync());
    }

    public void Dispose()
    {
        Socket.Dispose();
        _folder?.Delete(recursive: true);
    }
}
