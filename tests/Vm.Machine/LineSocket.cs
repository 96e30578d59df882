using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Qga.Machines;

/// <summary>A socket on which both sides talk in lines.</summary>
public sealed class LineSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    private LineSocket(Socket socket) => _socket = socket;

    /// <summary>The socket itself, for what is not a line.</summary>
    public Socket Raw => _socket;

    /// <summary>Connects to a unix socket, waiting for the other side to begin listening.</summary>
    /// <exception cref="TimeoutException">Nobody listens within ten seconds.</exception>
    public static Task<LineSocket> ConnectAsync(string path, CancellationToken cancellationToken = default) =>
        ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);

    /// <summary>Connects, waiting for the other side to begin listening.</summary>
    /// <exception cref="TimeoutException">Nobody listens within ten seconds.</exception>
    public static async Task<LineSocket> ConnectAsync(EndPoint place, CancellationToken cancellationToken = default)
    {
        for (DateTime giveUp = DateTime.UtcNow.AddSeconds(10); ;)
        {
            Socket socket = new(place.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(place, cancellationToken);
                return new(socket);
            }
            catch (SocketException problem)
            {
                socket.Dispose();
                if (DateTime.UtcNow > giveUp)
                    throw new TimeoutException($"Nobody listens at {place}: {problem.Message}", problem);
                await Task.Delay(20, cancellationToken);
            }
        }
    }

    /// <summary>Sends a line.</summary>
    public async Task WriteLineAsync(string line, CancellationToken cancellationToken = default) =>
        await WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellationToken);

    /// <summary>Sends bytes, all of them.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await _socket.SendAsync(bytes, cancellationToken)..];
    }

    /// <summary>Receives up to and without the next byte of the given value; null where the other side has closed before.</summary>
    public async Task<byte[]?> ReadUntilAsync(byte end, CancellationToken cancellationToken = default)
    {
        MemoryStream? before = null;
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf(end);
            int taken = length >= 0 ? length : _end - _start;
            if (length >= 0 && before is null)
            {
                _start += length + 1;
                return _buffer.AsSpan(_start - length - 1, length).ToArray();
            }

            before ??= new();
            before.Write(_buffer, _start, taken);
            _start += taken + (length >= 0 ? 1 : 0);
            if (length >= 0)
                return before.ToArray();

            _start = 0;
            _end = await _socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
            if (_end == 0)
                return null;
        }
    }

    /// <summary>Receives a line, without its end; null where the other side has closed.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken = default) =>
        await ReadUntilAsync((byte)'\n', cancellationToken) is { } line ? Encoding.UTF8.GetString(line) : null;

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
