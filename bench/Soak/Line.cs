using System.Net.Sockets;
using System.Text;

namespace Qga.Soak;

/// <summary>A connection that is used in lines.</summary>
internal sealed class Line(Socket socket) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private byte[] _buffer = new byte[256 << 10];
    private int _start;
    private int _end;

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[socket.Send(bytes)..];
        }
    }

    /// <summary>The next line, until the next call.</summary>
    public ReadOnlySpan<byte> Read()
    {
        int searched = 0;
        int end;
        while ((end = _buffer.AsSpan((_start + searched).._end).IndexOf((byte)'\n')) < 0)
        {
            searched = _end - _start;
            Receive();
        }

        ReadOnlySpan<byte> line = _buffer.AsSpan(_start, searched + end);
        _start += searched + end + 1;
        return line;
    }

    /// <summary>The next line, which must begin in a certain way.</summary>
    /// <exception cref="InvalidDataException">It does not.</exception>
    public ReadOnlySpan<byte> Expect(ReadOnlySpan<byte> beginning)
    {
        ReadOnlySpan<byte> line = Read();
        return line.StartsWith(beginning)
            ? line
            : throw new InvalidDataException($"not {Encoding.Latin1.GetString(beginning)}: {Encoding.Latin1.GetString(line[..Math.Min(line.Length, 500)])}");
    }

    public void Dispose() => socket.Dispose();

    private void Receive()
    {
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
        }

        if (_end == _buffer.Length)
        {
            byte[] target = _start > _buffer.Length / 2 ? _buffer : new byte[2 * _buffer.Length];
            _buffer.AsSpan(_start.._end).CopyTo(target);
            (_buffer, _start, _end) = (target, 0, _end - _start);
        }

        if (!socket.Poll(s_patience, SelectMode.SelectRead))
        {
            throw new TimeoutException("the agent is silent");
        }

        int count = socket.Receive(_buffer.AsSpan(_end));
        _end += count > 0 ? count : throw new InvalidDataException("the agent has closed the connection");
    }
}
