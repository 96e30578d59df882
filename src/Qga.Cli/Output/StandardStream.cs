using Qga.Linux.Interop;

namespace Qga.Cli.Output;

/// <summary>
/// A standard stream of this process as bytes. Unlike Console's it throws <see cref="OutputClosedException"/> when nobody reads any more, and
/// unlike a FileStream it writes where the next program goes on that has the same file.
/// </summary>
/// <param name="number">The descriptor: 1 or 2.</param>
/// <param name="isForgiving">Whether what cannot be written is dropped: messages must not change what becomes of the run.</param>
internal sealed class StandardStream(int number, bool isForgiving = false) : Stream
{
    private const int Interrupted = 4;
    private const int WouldBlock = 11;
    private const int BrokenPipe = 32;

    private readonly SafeDescriptor _descriptor = new(number, owns: false);

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
            nint count = Libc.Write(_descriptor, buffer);
            if (count >= 0)
            {
                buffer = buffer[(int)count..];
                continue;
            }

            Errno errno = Errno.Last;
            if (errno.Value == WouldBlock)
            {
                // Another program has made it non-blocking: a terminal is shared.
                Thread.Sleep(5);
            }
            else if (errno.Value == Interrupted)
            {
                continue;
            }
            else if (isForgiving)
            {
                return;
            }
            else if (errno.Value == BrokenPipe)
            {
                throw new OutputClosedException();
            }
            else
            {
                throw new IOException($"cannot write to standard {(number == 1 ? "output" : "error")}: {errno.Message}");
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
