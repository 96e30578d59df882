using System.Net.Sockets;

namespace Qga.Client;

/// <summary>
/// A connected socket. What is there is taken, and what there is room for is sent, by the thread that asks: a thread that has to be woken for each 200 KiB,
/// which is what a unix socket holds, takes longer for a large reply than the agent does.
/// </summary>
internal sealed class SocketStream : TransportStream
{
    // An agent in the middle of a reply or a request goes on sooner; nobody is missed if a thread of the pool waits as long.
    private static readonly TimeSpan s_brief = TimeSpan.FromMilliseconds(1);

    private readonly Socket _socket;

    /// <param name="socket">It is connected, and closed with the stream.</param>
    public SocketStream(Socket socket)
    {
        _socket = socket;

        // Only the calls that do not wait are affected.
        _socket.Blocking = false;
    }

    /// <summary>Waits for bytes as long as it takes an agent that is at work to send the next ones.</summary>
    public void WaitBriefly()
    {
        try
        {
            _socket.Poll(s_brief, SelectMode.SelectRead);
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            // The read behind it says so.
        }
    }

    /// <summary>Takes what is there.</summary>
    /// <param name="buffer">Receives it.</param>
    /// <param name="count">How many bytes were received; 0 at the end of the stream.</param>
    /// <returns>Whether anything is there, be it the end.</returns>
    /// <exception cref="IOException">The connection is broken.</exception>
    public bool TryReceive(Span<byte> buffer, out int count)
    {
        count = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
        return error switch
        {
            SocketError.Success => true,
            SocketError.WouldBlock => false,
            _ => throw new IOException(new SocketException((int)error).Message),
        };
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return TryReceive(buffer.Span, out int count)
                ? count
                : await _socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException problem)
        {
            throw new IOException(problem.Message, problem);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            while (!buffer.IsEmpty)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int count = _socket.Send(buffer.Span, SocketFlags.None, out SocketError error);
                if (error == SocketError.WouldBlock && count == 0 && !_socket.Poll(s_brief, SelectMode.SelectWrite))
                {
                    count = await _socket.SendAsync(buffer, SocketFlags.None, cancellationToken).ConfigureAwait(false);
                    error = SocketError.Success;
                }

                if (error is not (SocketError.Success or SocketError.WouldBlock))
                {
                    throw new SocketException((int)error);
                }

                buffer = buffer[count..];
            }
        }
        catch (SocketException problem)
        {
            throw new IOException(problem.Message, problem);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _socket.Dispose();
        }

        base.Dispose(disposing);
    }
}
