using System.Net.Sockets;

namespace Qga.Client;

internal static class UnixSocket
{
    /// <summary>The longest path of a socket, in bytes: <c>sun_path</c> of unix(7) has 108 with the zero at its end.</summary>
    private const int MaximumPath = 107;

    public static async Task<SocketStream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (System.Text.Encoding.UTF8.GetByteCount(path) > MaximumPath)
        {
            throw new GuestSocketNotFoundException($"a socket's path has {MaximumPath} bytes at most, {path} is longer");
        }

        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new(socket);
        }
        catch (SocketException problem)
        {
            socket.Dispose();
            throw Describe(problem, path);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // .NET reports ENOENT as AddressNotAvailable, whose text speaks of an address that cannot be assigned.
    private static GuestUnreachableException Describe(SocketException problem, string path) => problem.SocketErrorCode switch
    {
        SocketError.AddressNotAvailable => new GuestSocketNotFoundException($"there is no socket {path}: No such file or directory", problem),
        SocketError.ConnectionRefused => new GuestConnectionRefusedException($"nobody listens at {path}: Connection refused", problem),

        // EAGAIN of a socket whose queue of connections is full. QEMU serves one, and keeps few waiting.
        SocketError.WouldBlock => new GuestAgentSilentException($"{path} is held by other hosts, which wait for their turn already", problem),
        SocketError.AccessDenied => new GuestConnectionRefusedException($"{path} is not for this user: Permission denied", problem),
        _ => new GuestUnreachableException($"cannot connect to {path}: {problem.Message}", problem),
    };
}
