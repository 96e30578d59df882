using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Qga.Support;

/// <summary>A client's connection. What comes is read at once, so that an agent never waits for us to read before it reads on.</summary>
public sealed class Peer : IDisposable
{
    private readonly Socket _socket;
    private readonly Thread _reader;
    private readonly BlockingCollection<string> _lines = [];

    /// <summary>Takes over a connection.</summary>
    /// <param name="socket">The connection.</param>
    public Peer(Socket socket)
    {
        _socket = socket;
        _reader = new Thread(ReadLines) { IsBackground = true };
        _reader.Start();
    }

    /// <summary>How many ends of lines have been sent.</summary>
    public int LinesSent { get; private set; }

    /// <summary>Sends bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        LinesSent += bytes.Count((byte)'\n');
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    /// <summary>Ends the sending side.</summary>
    public void Finish() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>The next line.</summary>
    /// <param name="limit">How long to wait for it.</param>
    /// <returns>The line without its end, as Latin-1; null: it did not come.</returns>
    public string? Read(TimeSpan limit) => _lines.TryTake(out string? line, limit) ? line : null;

    /// <summary>Whether the agent has closed the connection and nothing is left to read.</summary>
    /// <param name="limit">How long to wait for it.</param>
    /// <returns>Whether it has.</returns>
    public bool Ended(TimeSpan limit) => _reader.Join(limit) && _lines.Count == 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The agent was first.
        }

        _reader.Join();
        _socket.Dispose();
        _lines.Dispose();
    }

    private void ReadLines()
    {
        byte[] buffer = new byte[1 << 16];
        var line = new StringBuilder();
        try
        {
            while (_socket.Receive(buffer) is int count and > 0)
            {
                ReadOnlySpan<byte> rest = buffer.AsSpan(0, count);
                while (rest.IndexOf((byte)'\n') is int end and >= 0)
                {
                    _lines.Add(line.Append(Encoding.Latin1.GetString(rest[..end])).ToString());
                    line.Clear();
                    rest = rest[(end + 1)..];
                }

                line.Append(Encoding.Latin1.GetString(rest));
            }
        }
        catch (SocketException)
        {
            // Reset by the agent: what came has been kept.
        }
    }
}
