using System.Diagnostics;
using System.Globalization;
using System.Text;
using Qga.Linux.Interop;

namespace Qga.Compare;

/// <summary>
/// A client that does as little as possible, so that the agent is measured and not it: it sends bytes that were made before, and of a
/// reply it looks for nothing but what it begins with, the line feed at its end and its length. Plain system calls, nothing allocated.
/// </summary>
internal sealed class AgentSocket : IDisposable
{
    /// <summary>A sign of life.</summary>
    public static readonly byte[] PingRequest = "{\"execute\":\"guest-ping\"}\n"u8.ToArray();

    // A receive buffer that stays in the processor's second cache.
    private readonly byte[] _received = new byte[256 << 10];
    private readonly SafeDescriptor _socket;

    private readonly bool _sleeps;

    private AgentSocket(SafeDescriptor socket, bool sleeps) => (_socket, _sleeps) = (socket, sleeps);

    /// <summary>How long the agent may do nothing.</summary>
    public TimeSpan ReplyTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Connects, if the agent listens already.</summary>
    /// <param name="path">The agent's socket.</param>
    /// <param name="sleeps">
    /// Whether it sleeps while it waits, which leaves its processor to others. To wake a processor takes longer than many a reply.
    /// </param>
    public static AgentSocket? TryConnect(string path, bool sleeps = false)
    {
        SafeDescriptor socket = Libc.Socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC, 0);
        if (UnixAddress.TryCreate(Encoding.UTF8.GetBytes(path), out UnixAddress address)
            && Libc.Connect(socket, address).IsSuccess
            && Libc.SetNonBlockingCloseOnExec(socket).IsSuccess)
        {
            return new(socket, sleeps);
        }

        socket.Dispose();
        return null;
    }

    /// <summary>A request's bytes.</summary>
    /// <param name="command">The command's name.</param>
    /// <param name="members">The members of its arguments.</param>
    public static byte[] Request(string command, string members = "") =>
        Encoding.UTF8.GetBytes($"{{\"execute\":\"{command}\",\"arguments\":{{{members}}}}}\n");

    /// <summary>Sends a request and reads its reply to the end.</summary>
    /// <param name="request">The request with its line feed.</param>
    /// <returns>The reply's last piece (all of it, where it is short), until the next call.</returns>
    /// <exception cref="InvalidDataException">The reply is an error, or there is none.</exception>
    /// <exception cref="TimeoutException">It does not come in time.</exception>
    public ReadOnlySpan<byte> Call(ReadOnlySpan<byte> request)
    {
        Send(request);
        return _received.AsSpan(0, ReadLine("{\"return\""u8, out _));
    }

    /// <summary>As <see cref="Call"/>, for a reply that is checked by its length.</summary>
    /// <param name="request">The request with its line feed.</param>
    /// <param name="least">How many bytes the reply must have at least.</param>
    /// <exception cref="InvalidDataException">It is shorter, or an error.</exception>
    public void Fetch(ReadOnlySpan<byte> request, long least)
    {
        Send(request);
        ReadLine("{\"return\""u8, out long length);
        if (length < least)
        {
            throw new InvalidDataException($"a reply of {length} bytes where {least} were asked for");
        }
    }

    /// <summary>Sends a request that must be refused, and waits for the end of the refusal.</summary>
    /// <param name="request">The request with its line feed.</param>
    /// <exception cref="InvalidDataException">It is not refused.</exception>
    public void CallInVain(ReadOnlySpan<byte> request)
    {
        Send(request);
        ReadLine("{\"error\""u8, out _);
    }

    /// <summary>Asks for a sign of life.</summary>
    public void Ping() => Call(PingRequest);

    /// <summary>Opens a file of the guest.</summary>
    /// <param name="path">A path that JSON need not escape.</param>
    /// <param name="mode">As fopen(3) has it.</param>
    /// <returns>The handle.</returns>
    public long Open(string path, string mode) => Number(Call(Request("guest-file-open", $"\"path\":\"{path}\",\"mode\":\"{mode}\"")));

    /// <summary>The number at the end of a reply.</summary>
    /// <param name="reply">A reply that returns a number, or an object whose last member is one.</param>
    public static long Number(ReadOnlySpan<byte> reply) =>
        long.Parse(reply[(reply.LastIndexOf((byte)':') + 1)..].Trim("} \n"u8), CultureInfo.InvariantCulture);

    /// <summary>Sends bytes, all of them.</summary>
    /// <exception cref="TimeoutException">The agent does not take them in time.</exception>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[SendSome(bytes)..];
        }
    }

    /// <summary>Receives what has come.</summary>
    /// <returns>At least a byte, until the next call.</returns>
    public ReadOnlySpan<byte> Receive() => _received.AsSpan(0, ReceiveSome());

    private int ReadLine(ReadOnlySpan<byte> wanted, out long length)
    {
        int count = ReceiveSome();
        if (!_received.AsSpan(0, count).StartsWith(wanted))
        {
            throw new InvalidDataException($"not {Encoding.UTF8.GetString(wanted)}: {Encoding.UTF8.GetString(_received.AsSpan(0, Math.Min(count, 1000)))}");
        }

        length = count;
        while (_received[count - 1] != (byte)'\n')
        {
            count = ReceiveSome();
            length += count;
        }

        return count;
    }

    private int SendSome(ReadOnlySpan<byte> bytes)
    {
        long start = Stopwatch.GetTimestamp();
        nint count;
        while ((count = Libc.Write(_socket, bytes)) < 0)
        {
            Wait(start, Libc.POLLOUT);
        }

        return (int)count;
    }

    private int ReceiveSome()
    {
        long start = Stopwatch.GetTimestamp();
        nint count;
        while ((count = Libc.Read(_socket, _received)) < 0)
        {
            Wait(start, Libc.POLLIN);
        }

        return count > 0 ? (int)count : throw new InvalidDataException("the agent closed the connection");
    }

    private void Wait(long start, short events)
    {
        Errno error = Errno.Last;
        if (error != Errno.EAGAIN)
        {
            throw new InvalidDataException(error.Message);
        }

        if (Stopwatch.GetElapsedTime(start) > ReplyTimeout)
        {
            throw new TimeoutException("the agent does nothing");
        }

        if (_sleeps)
        {
            _ = Libc.Poll([new() { Descriptor = _socket.Number, Events = events }], 1000);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
