using System.Globalization;
using System.Net.Sockets;

namespace Qga.Client;

internal static class TcpConnection
{
    public static async Task<SocketStream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
            return new(socket);
        }
        catch (SocketException problem)
        {
            socket.Dispose();
            throw Describe(problem, string.Create(CultureInfo.InvariantCulture, $"{host} port {port}"));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static GuestUnreachableException Describe(SocketException problem, string place) => problem.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => new GuestSocketNotFoundException($"there is no host {place}", problem),
        SocketError.ConnectionRefused => new GuestConnectionRefusedException($"nobody listens at {place}: Connection refused", problem),
        _ => new GuestUnreachableException($"cannot connect to {place}: {problem.Message}", problem),
    };
}
