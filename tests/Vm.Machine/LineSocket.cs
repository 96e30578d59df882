using System.Net.Sockets;
using System.Text;

namespace Qga.Machines;

/// <summary>A unix socket on which both sides talk in lines: QEMU's monitor and the guest's shell.</summary>
internal sealed class LineSocket : IDisposable
{
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;

    private LineSocket(Socket socket)
    {
        _stream = new(socket, ownsSocket: true);
        _reader = new(_stream, Encoding.UTF8);
    }

    /// <summary>Connects, waiting for the other side to begin listening.</summary>
    /// <exception cref="TimeoutException">Nobody listens within ten seconds.</exception>
    public static async Task<LineSocket> ConnectAsync(string path, CancellationToken cancellationToken) =>
        new(await Connection.OpenAsync(new UnixDomainSocketEndPoint(path), cancellationToken));

    /// <summary>Sends a line.</summary>
    public async Task WriteLineAsync(string line) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>Receives a line, without its end; null where the other side has closed.</summary>
    /// <exception cref="IOException">The other side was killed.</exception>
    public Task<string?> ReadLineAsync() => _reader.ReadLineAsync();

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();
}
