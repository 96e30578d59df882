using Qapi.Runtime.Reading;
using Qga.Protocol.Framing;

namespace Qga.Monitor;

/// <summary>
/// Cuts what a monitor sends into JSON objects, which may span lines: a monitor can be told to print prettily. Memory is bounded by the longest
/// message allowed.
/// </summary>
/// <param name="stream">What the monitor sends.</param>
internal sealed class MessageReader(Stream stream)
{
    private const int UsualSize = 16 << 10;
    private const int MaxLength = 64 << 20;

    private readonly Framer _framer = new();
    private byte[] _buffer = new byte[UsualSize];
    private int _start;
    private int _end;

    /// <summary>The next message.</summary>
    /// <param name="cancellationToken">Ends the wait; the reader is of no further use then.</param>
    /// <returns>An object in validated JSON, valid until the next call.</returns>
    /// <exception cref="MonitorConnectionException">The stream has ended.</exception>
    /// <exception cref="InvalidDataException">What it carries is not QMP.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Frame frame = _framer.Scan(_buffer.AsSpan(_start.._end));
            ReadOnlyMemory<byte> message = _buffer.AsMemory(_start + frame.Start, frame.Length);
            _start += frame.Consumed;
            switch (frame.Kind)
            {
                case FrameKind.Message when JsonText.KindOf(message.Span) == JsonKind.Object:
                    return message;
                case FrameKind.Message:
                    throw new InvalidDataException("a message is no object");
                case FrameKind.SyntaxError:
                    throw new InvalidDataException(frame.Error.ToString());
            }

            await ReceiveAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask ReceiveAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        int count;
        try
        {
            count = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException)
        {
            throw new MonitorConnectionException(problem);
        }

        _end += count > 0 ? count : throw new MonitorConnectionException();
    }

    private void MakeRoom()
    {
        int length = _end - _start;
        if (length > MaxLength)
        {
            throw new InvalidDataException(FormattableString.Invariant($"a message is longer than {MaxLength} bytes"));
        }

        if (length > 0 && _end < _buffer.Length)
        {
            return;
        }

        // What a long message needed is given back once it is used up.
        byte[] target = length == 0 && _buffer.Length > UsualSize ? new byte[UsualSize]
            : length > _buffer.Length / 2 ? new byte[2 * _buffer.Length]
            : _buffer;
        _buffer.AsSpan(_start.._end).CopyTo(target);
        _buffer = target;
        _start = 0;
        _end = length;
    }
}
