using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Qga.Cli.Discovery.Processes;

/// <summary>Asks the HTTP interface that a hypervisor offers on a unix socket.</summary>
internal static class LocalHttp
{
    private const int MaximumReply = 1 << 20;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);

    /// <summary>Gets a JSON document.</summary>
    /// <param name="socketPath">The socket.</param>
    /// <param name="path">The path of the request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">There is no answer, or not this one.</exception>
    public static async Task<JsonDocument> GetAsync(string socketPath, string path, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timed.CancelAfter(s_limit);
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), timed.Token).ConfigureAwait(false);
            byte[] request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n");
            await socket.SendAsync(request, timed.Token).ConfigureAwait(false);
            return JsonDocument.Parse(await ReadBodyAsync(socket, timed.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{socketPath} does not answer");
        }
        catch (Exception problem) when (problem is SocketException or JsonException or ArgumentException)
        {
            throw new IOException($"{socketPath}: {problem.Message}", problem);
        }
    }

    // The connection stays open after the answer: its length has to be read.
    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(Socket socket, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[MaximumReply];
        int length = 0;
        while (length < buffer.Length)
        {
            int count = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            length += count;
            int end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0 && ReadLength(buffer.AsSpan(0, end)) is int expected && length - (end + 4) >= expected)
            {
                return buffer.AsMemory(end + 4, expected);
            }

            if (count == 0)
            {
                break;
            }
        }

        throw new IOException("the answer is cut off, or too long");
    }

    private static int? ReadLength(ReadOnlySpan<byte> head)
    {
        string[] lines = Encoding.Latin1.GetString(head).Split("\r\n");
        if (lines[0].Split(' ') is not [_, "200", ..])
        {
            throw new IOException($"the answer is '{lines[0]}'");
        }

        string? value =
            lines.Select(line => line.Split(':', 2)).FirstOrDefault(parts => parts[0].Equals("Content-Length", StringComparison.OrdinalIgnoreCase))?[1];
        return int.TryParse(value?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            ? length : throw new IOException("the answer has no length");
    }
}
