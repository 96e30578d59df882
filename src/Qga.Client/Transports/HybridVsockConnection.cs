using System.Globalization;
using System.Text;

namespace Qga.Client;

/// <summary>
/// The handshake of a vsock that a hypervisor offers as a unix socket: Firecracker's docs/vsock.md, <em>Host-initiated connections</em>; Cloud
/// Hypervisor has the same.
/// </summary>
internal static class HybridVsockConnection
{
    // "OK " and a number of 32 bits.
    private const int MaximumAnswer = 32;

    public static async Task<SocketStream> ConnectAsync(string path, uint port, TimeSpan timeout, CancellationToken cancellationToken)
    {
        SocketStream stream = await UnixSocket.ConnectAsync(path, cancellationToken).ConfigureAwait(false);
        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timed.CancelAfter(timeout);
        try
        {
            string request = string.Create(CultureInfo.InvariantCulture, $"CONNECT {port}\n");
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request), timed.Token).ConfigureAwait(false);
            string answer = await ReadLineAsync(stream, timed.Token).ConfigureAwait(false);
            return answer.StartsWith("OK ", StringComparison.Ordinal) && uint.TryParse(answer.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out _)
                ? stream
                : throw new GuestUnreachableException($"{path} is no vsock of a hypervisor: it answered '{answer}' to CONNECT");
        }
        catch (Exception problem)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw problem switch
            {
                // The hypervisor closes the connection without a word where nobody in the guest listens at the port.
                EndOfStreamException or IOException => new GuestAgentNotRunningException(
                    FormattableString.Invariant($"nobody in the guest listens at port {port} of {path}"), problem),
                OperationCanceledException when !cancellationToken.IsCancellationRequested => new GuestAgentSilentException(
                    FormattableString.Invariant($"{path} has not answered within {timeout.TotalSeconds} s"), problem),
                _ => problem,
            };
        }
    }

    // Byte by byte: what follows the line belongs to the agent. A line that does not end is cut, and is no answer.
    private static async Task<string> ReadLineAsync(SocketStream stream, CancellationToken cancellationToken)
    {
        StringBuilder line = new();
        byte[] next = new byte[1];
        while (true)
        {
            await stream.ReadExactlyAsync(next, cancellationToken).ConfigureAwait(false);
            if (next[0] == (byte)'\n')
            {
                return line.ToString();
            }

            if (line.Length == MaximumAnswer)
            {
                return $"{line}...";
            }

            // It is shown to the user, whose terminal must not act upon it.
            line.Append(next[0] is >= (byte)' ' and < 0x7F ? (char)next[0] : '?');
        }
    }
}
