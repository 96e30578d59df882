namespace Qga.Client;

/// <summary>
/// A file of which exactly so many bytes are read as it had when it was opened: an archive has said its length before. Where it ends sooner zeros follow, as
/// tar(1) does it.
/// </summary>
internal sealed class FixedLengthStream(FileStream file, long length) : Stream
{
    private long _position;
    private bool _hasShrunk;

    /// <summary>Whether the file has become shorter or longer meanwhile.</summary>
    public bool HasChanged => _hasShrunk || file.Length != length;

    public override bool CanRead => true;

    // The archive asks for the length before it reads, which a stream without positions does not have.
    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int wanted = (int)Math.Min(buffer.Length, length - _position);
        int count = await file.ReadAsync(buffer[..wanted], cancellationToken).ConfigureAwait(false);
        if (count == 0 && wanted > 0)
        {
            _hasShrunk = true;
            buffer.Span[..wanted].Clear();
            count = wanted;
        }

        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await file.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
