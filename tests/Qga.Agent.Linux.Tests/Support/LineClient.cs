using System.Net.Sockets;
using System.Text;

namespace Qga.Agent.Linux.Tests.Support;

/// <summary>A client that sends bytes and reads lines.</summary>
internal sealed class LineClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 30_000, SendTimeout = 30_000 };
    private readonly BufferedStream _stream;

    public LineClient(string path)
    {
        _socket.Connect(new UnixDomainSocketEndPoint(path));
        _stream = new(new NetworkStream(_socket), 1 << 16);
    }

    public void Send(string text) => Send(Encoding.Latin1.GetBytes(text));

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    public void FinishSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>A line without its end; null where the agent has closed.</summary>
    public string? ReadLine()
    {
        MemoryStream line = new();
        for (int value = _stream.ReadByte(); value != '\n'; value = _stream.ReadByte())
        {
            if (value < 0)
            {
                return null;
            }

            line.WriteByte((byte)value);
        }

        return Encoding.Latin1.GetString(line.GetBuffer(), 0, (int)line.Length);
    }

    public string? Ask(string text)
    {
        Send(text + "\n");
        return ReadLine();
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }
}
