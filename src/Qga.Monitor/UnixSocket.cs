using System.Net.Sockets;

namespace Qga.Monitor;

internal static class UnixSocket
{
    // QEMU lets few connections wait: while it serves one client, a connect may have to be tried again.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    public static async Task<NetworkStream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        UnixDomainSocketEndPoint place = new(path);
        while (true)
        {
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(place, cancellationToken).ConfigureAwait(false);
                return new(socket, ownsSocket: true);
            }
            catch (SocketException problem) when (problem.SocketErrorCode == SocketError.WouldBlock)
            {
                socket.Dispose();
            }
            catch (SocketException problem)
            {
                socket.Dispose();
                throw new MonitorUnreachableException(Describe(problem, path), problem);
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            await Task.Delay(s_pause, cancellationToken).ConfigureAwait(false);
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
