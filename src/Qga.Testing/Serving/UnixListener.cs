using System.Net.Sockets;

namespace Qga.Testing;

/// <summary>A unix socket that takes connections until it is disposed of.</summary>
internal sealed class UnixListener : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly string _path;
    private readonly Task _accepting;

    private UnixListener(Socket socket, string path, Action<Stream> accept)
    {
        _socket = socket;
        _path = path;
        _accepting = Task.Run(() => AcceptAsync(accept));
    }

    public static UnixListener Start(string path, Action<Stream> accept)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            socket.Listen();
            return new(socket, path, accept);
        }
        catch (SocketException problem)
        {
            socket.Dispose();
            throw new IOException($"cannot listen at {path}: {problem.Message}", problem);
        }
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(_path);
        _socket.Dispose();
        await _accepting.ConfigureAwait(false);
    }

    private async Task AcceptAsync(Action<Stream> accept)
    {
        try
        {
            while (true)
            {
                accept(new NetworkStream(await _socket.AcceptAsync().ConfigureAwait(false), ownsSocket: true));
            }
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            // The listener is closed.
        }
    }
}
