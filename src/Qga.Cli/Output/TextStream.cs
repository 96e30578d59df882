using System.Text;

namespace Qga.Cli.Output;

/// <summary>Bytes that become text. On a terminal what would drive it is replaced; lines, tabs and carriage returns stay.</summary>
/// <param name="writer">Where the text goes.</param>
/// <param name="isTerminal">Whether that is a terminal.</param>
internal sealed class TextStream(TextWriter writer, bool isTerminal) : Stream
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly char[] _text = new char[4096];

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            _decoder.Convert(buffer, _text, flush: false, out int used, out int count, out _);
            buffer = buffer[used..];
            Span<char> text = _text.AsSpan(0, count);
            if (isTerminal)
            {
                foreach (ref char one in text)
                {
                    one = char.IsControl(one) && one is not ('\n' or '\r' or '\t') ? '\uFFFD' : one;
                }
            }

            writer.Write(text);
        }

        writer.Flush();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => writer.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
