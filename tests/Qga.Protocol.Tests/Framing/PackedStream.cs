using System.Buffers.Binary;
using System.Text;
using Qga.Protocol.Framing;

namespace Qga.Protocol.Tests.Framing;

/// <summary>Plays the part of a connection that has payload decoded while it arrives.</summary>
internal sealed class PackedStream(FramerLimits? limits = null)
{
    private readonly Framer _framer = new(limits);
    private readonly byte[] _memory = new byte[1 << 20];
    private int _start;
    private int _end;

    /// <summary>The most bytes that were pending.</summary>
    public int Peak { get; private set; }

    /// <summary>How often text was handed over to be packed.</summary>
    public int Packed { get; private set; }

    /// <summary>Receives bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="pieces">The lengths of the pieces in which they come.</param>
    /// <returns>Messages in « », as they were sent, and errors as their text.</returns>
    public string Receive(ReadOnlySpan<byte> bytes, IEnumerable<int> pieces)
    {
        StringBuilder found = new();
        foreach (int piece in pieces)
        {
            Take(bytes[..piece]);
            bytes = bytes[piece..];
            Frame frame;
            do
            {
                frame = _framer.Scan(_memory.AsSpan(_start.._end));
                found.Append(frame.Kind switch
                {
                    FrameKind.Message => $"«{Encoding.Latin1.GetString(Unpacked(_memory.AsSpan(_start + frame.Start, frame.Length)))}»",
                    FrameKind.SyntaxError => frame.Error.ToString(),
                    _ => "",
                });
                _start += frame.Consumed;
            }
            while (frame.Kind != FrameKind.Incomplete);
        }

        return found.ToString();
    }

    private void Take(ReadOnlySpan<byte> received)
    {
        if (_framer.CanPack(_end - _start, out int open))
        {
            Packed++;
            byte[] text = [.. _memory.AsSpan((_end - open).._end), .. received];
            _memory.AsSpan(_end - open).Fill((byte)'#');
            _end = _start + _framer.Pack(_memory.AsSpan(_start), text);
        }
        else
        {
            received.CopyTo(_memory.AsSpan(_end));
            _end += received.Length;
        }

        Peak = Math.Max(Peak, _end - _start);
    }

    private static byte[] Unpacked(ReadOnlySpan<byte> message)
    {
        List<byte> text = [];
        while (message.IndexOf((byte)0xFF) is >= 0 and int mark)
        {
            text.AddRange(message[..mark]);
            int length = BinaryPrimitives.ReadInt32LittleEndian(message[(mark + 1)..]);
            ReadOnlySpan<byte> packed = message.Slice(mark + 1 + sizeof(int), length);
            text.AddRange(Encoding.ASCII.GetBytes(Convert.ToBase64String(packed)));
            message = message[(mark + 1 + sizeof(int) + length)..];
        }

        text.AddRange(message);
        return [.. text];
    }
}
