using System.Net.Sockets;

namespace Qga.Client;

internal static class UnixSocket
{
    public static async Task<NetworkStream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        UnixDomainSocketEndPoint place = new(path);
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(place, cancellationToken).ConfigureAwait(false);
            return new(socket, ownsSocket: true);
        }
        catch (SocketException problem)
        {
            socket.Dispose();
            throw new GuestAgentConnectionException(Describe(problem, path), problem);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // .NET reports ENOENT as AddressNotAvailable, whose text speaks of an address that cannot be assigned.
    private static string Describe(SocketException problem, string path) => problem.SocketErrorCode switch
    {
        SocketError.AddressNotAvailable => $"there is no socket {path}: No such file or directory",
        SocketError.ConnectionRefused => $"nobody listens at {path}: Connection refused",
        _ => $"cannot connect to {path}: {problem.Message}",
    };
}
