using System.Buffers;
using System.IO.Pipelines;

namespace Qga.Testing;

/// <summary>
/// One end of a connection in memory. It behaves as a socket: a read ends with 0 when the other end is closed, a write fails then, and both end when
/// this end is disposed of.
/// </summary>
internal sealed class DuplexStream : Stream
{
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private DuplexStream? _peer;
    private volatile bool _isClosed;

    private DuplexStream(PipeReader input, PipeWriter output) => (_input, _output) = (input, output);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static (DuplexStream Left, DuplexStream Right) CreatePair()
    {
        Pipe forth = new();
        Pipe back = new();
        DuplexStream left = new(back.Reader, forth.Writer);
        DuplexStream right = new(forth.Reader, back.Writer) { _peer = left };
        left._peer = right;
        return (left, right);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        ReadResult result = await _input.ReadAsync(cancellationToken).ConfigureAwait(false);
        ObjectDisposedException.ThrowIf(_isClosed || result.IsCanceled, this);
        ReadOnlySequence<byte> bytes = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, buffer.Length));
        bytes.CopyTo(buffer.Span);

        // Behind it the memory of the sequence is used for something else.
        int count = (int)bytes.Length;
        _input.AdvanceTo(bytes.End);
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        ThrowIfPeerIsClosed();
        await _output.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        ThrowIfPeerIsClosed();
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isClosed)
        {
            // The reader is not completed: a read that waits would fail with an exception that no stream throws.
            _isClosed = true;
            _output.Complete();
            _output.CancelPendingFlush();
            _input.CancelPendingRead();
            _peer!._output.CancelPendingFlush();
        }

        base.Dispose(disposing);
    }

    private void ThrowIfPeerIsClosed()
    {
        if (_peer!._isClosed)
        {
            throw new IOException("the other end of the connection is closed");
        }
    }
}
