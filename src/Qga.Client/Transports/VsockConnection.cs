using Qga.Linux.Interop;

namespace Qga.Client;

/// <summary>vsock(7). The framework's sockets know no AF_VSOCK.</summary>
internal static class VsockConnection
{
    public static async Task<DescriptorStream> ConnectAsync(uint cid, uint port, CancellationToken cancellationToken)
    {
        SerialDevice.RequireLinux("a vsock");
        SafeDescriptor socket = Libc.Socket(Libc.AF_VSOCK, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC, 0);
        if (socket.IsInvalid)
        {
            throw new GuestUnreachableException(Errno.Last.Describe("this machine has no vsock"));
        }

        // The kernel gives a connection up after two seconds.
        Errno error;
        try
        {
            error = await Task.Run(() => Libc.Connect(socket, new VsockAddress(cid, port)), CancellationToken.None)
                .WaitAsync(cancellationToken)
                .ConfigureAwait(false);
        }
        catch
        {
            // The call that is under way keeps the descriptor until it has ended.
            socket.Dispose();
            throw;
        }

        if (error.IsSuccess)
        {
            error = Libc.SetNonBlockingCloseOnExec(socket);
        }

        if (error.IsSuccess)
        {
            return new(socket);
        }

        socket.Dispose();
        throw Describe(error, FormattableString.Invariant($"vsock {cid} port {port}"));
    }

    private static GuestUnreachableException Describe(Errno error, string place) =>
        error == Errno.ECONNRESET ? new GuestConnectionRefusedException(error.Describe($"nobody listens at {place}"))
        : error == Errno.ENODEV || error == Errno.ETIMEDOUT ? new GuestSocketNotFoundException(error.Describe($"there is no guest at {place}"))
        : new GuestUnreachableException(error.Describe($"cannot connect to {place}"));
}
