using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Qga.Support;

/// <summary>
/// A client's end of a connection, for tests that must send what no client would: any bytes go out, lines come back, one character for each byte.
/// </summary>
public sealed class Peer : IClientEnd
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private readonly Thread? _reader;
    private readonly BlockingCollection<string> _lines = [];
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly LineSplitter _splitter;
    private bool _hasEnded;

    /// <summary>Takes over a connection.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="readsAhead">
    /// Whether what comes is read at once, so that an agent never waits for the test to read before it reads on; otherwise only what is asked for is.
    /// </param>
    public Peer(Socket socket, bool readsAhead = true)
    {
        _socket = socket;
        _splitter = new(_lines.Add);
        if (readsAhead)
        {
            _reader = new Thread(ReadAll) { IsBackground = true };
            _reader.Start();
        }
    }

    /// <inheritdoc/>
    public int LinesSent { get; private set; }

    /// <summary>Connects to a unix socket.</summary>
    /// <param name="path">The socket.</param>
    /// <param name="readsAhead">Whether what comes is read at once.</param>
    /// <returns>The connection.</returns>
    public static Peer Connect(string path, bool readsAhead = true)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { SendTimeout = (int)s_limit.TotalMilliseconds };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return new(socket, readsAhead);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        LinesSent += bytes.Count((byte)'\n');
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    /// <summary>Sends a text.</summary>
    /// <param name="text">The text, one character for each byte.</param>
    public void Send(string text) => Send(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends a line and waits for the next one.</summary>
    /// <param name="text">The line without its end.</param>
    /// <returns>The next line; null: the agent has closed the connection.</returns>
    /// <exception cref="TimeoutException">Nothing comes within 30 s.</exception>
    public string? Ask(string text)
    {
        Send(text + "\n");
        return ReadLine();
    }

    /// <inheritdoc/>
    public void FinishSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <inheritdoc/>
    public string? Read(TimeSpan limit)
    {
        string? line;
        if (_reader is not null)
        {
            return _lines.TryTake(out line, limit) ? line : null;
        }

        Stopwatch waited = Stopwatch.StartNew();
        while (!_lines.TryTake(out line))
        {
            TimeSpan left = limit - waited.Elapsed;
            if (_hasEnded || left <= TimeSpan.Zero || !_socket.Poll(left, SelectMode.SelectRead))
            {
                return null;
            }

            Receive();
        }

        return line;
    }

    /// <summary>The next line.</summary>
    /// <returns>The line without its end; null: the agent has closed the connection.</returns>
    /// <exception cref="TimeoutException">Nothing comes within 30 s.</exception>
    public string? ReadLine() =>
        Read(s_limit) ?? (_lines.IsCompleted || HasEnded(TimeSpan.Zero) ? null : throw new TimeoutException($"nothing came within {s_limit.TotalSeconds} s"));

    /// <inheritdoc/>
    public bool HasEnded(TimeSpan limit)
    {
        if (_reader is not null)
        {
            return _reader.Join(limit) && _lines.Count == 0;
        }

        Stopwatch waited = Stopwatch.StartNew();
        while (!_hasEnded && waited.Elapsed < limit && _socket.Poll(limit - waited.Elapsed, SelectMode.SelectRead))
        {
            Receive();
        }

        return _hasEnded && _lines.Count == 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_reader is not null)
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
        }

        _socket.Dispose();
        _lines.Dispose();
    }

    private void ReadAll()
    {
        while (!_hasEnded)
        {
            Receive();
        }

        _lines.CompleteAdding();
    }

    private void Receive()
    {
        int count = 0;
        try
        {
            count = _socket.Receive(_buffer);
        }
        catch (SocketException)
        {
            // Reset by the agent: what came has been kept.
        }

        _hasEnded = count == 0;
        _splitter.Append(_buffer.AsSpan(0, count));
    }
}
