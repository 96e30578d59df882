using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Qga.Compare;

/// <summary>
/// A client that does as little as possible, so that the agent is measured and not it: it sends bytes that were made before, and of a
/// reply it looks for nothing but the line feed at its end and, where it is short, the number in it. It never sleeps while it waits: to wake
/// a processor takes longer than many a reply.
/// </summary>
internal sealed class AgentSocket : IDisposable
{
    private static readonly byte[] PingRequest = "{\"execute\":\"guest-ping\"}\n"u8.ToArray();

    private readonly Socket socket;
    private readonly byte[] received = new byte[1 << 20];

    private AgentSocket(Socket socket)
    {
        this.socket = socket;
        socket.Blocking = false;
    }

    /// <summary>Connects, if the agent listens already.</summary>
    /// <param name="path">The agent's socket.</param>
    public static AgentSocket? TryConnect(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return new(socket);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>How long the agent may do nothing.</summary>
    public TimeSpan ReplyTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Sends a request and reads its reply to the end.</summary>
    /// <param name="request">The request with its line feed.</param>
    /// <returns>The reply's last piece (all of it, where it is short), until the next call.</returns>
    /// <exception cref="InvalidDataException">The reply is an error, or there is none.</exception>
    /// <exception cref="SocketException">It does not come in time.</exception>
    public ReadOnlySpan<byte> Call(ReadOnlySpan<byte> request)
    {
        while (!request.IsEmpty)
        {
            request = request[Send(request)..];
        }

        int count;
        do
        {
            count = Receive();
        }
        while (count > 0 && received[count - 1] != (byte)'\n');
        ReadOnlySpan<byte> last = received.AsSpan(0, count);
        if (last.IsEmpty || last.StartsWith("{\"error\""u8))
        {
            throw new InvalidDataException(last.IsEmpty ? "the agent closed the connection" : Encoding.UTF8.GetString(last));
        }

        return last;
    }

    /// <summary>Asks for a sign of life.</summary>
    public void Ping() => Call(PingRequest);

    /// <summary>Opens a file of the guest.</summary>
    /// <param name="path">A path that JSON need not escape.</param>
    /// <param name="mode">As fopen(3) has it.</param>
    /// <returns>The handle.</returns>
    public long Open(string path, string mode)
    {
        string reply = Encoding.UTF8.GetString(
            Call(Request("guest-file-open", $"\"path\":\"{path}\",\"mode\":\"{mode}\"")));
        return long.Parse(reply.AsSpan(reply.IndexOf(':', StringComparison.Ordinal) + 1).Trim("} \n"), CultureInfo.InvariantCulture);
    }

    /// <summary>A request's bytes.</summary>
    /// <param name="command">The command's name.</param>
    /// <param name="members">The members of its arguments.</param>
    public static byte[] Request(string command, string members) =>
        Encoding.UTF8.GetBytes($"{{\"execute\":\"{command}\",\"arguments\":{{{members}}}}}\n");

    private int Send(ReadOnlySpan<byte> request)
    {
        SocketError error;
        int count;
        long start = Stopwatch.GetTimestamp();
        do
        {
            count = socket.Send(request, SocketFlags.None, out error);
        }
        while (MustWait(error, start));
        return count;
    }

    private int Receive()
    {
        SocketError error;
        int count;
        long start = Stopwatch.GetTimestamp();
        do
        {
            count = socket.Receive(received, SocketFlags.None, out error);
        }
        while (MustWait(error, start));
        return count;
    }

    private bool MustWait(SocketError error, long start) => error switch
    {
        SocketError.Success => false,
        SocketError.WouldBlock when Stopwatch.GetElapsedTime(start) < ReplyTimeout => true,
        SocketError.WouldBlock => throw new SocketException((int)SocketError.TimedOut),
        _ => throw new SocketException((int)error),
    };

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();
}
