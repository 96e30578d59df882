using System.Security.Cryptography;
using System.Text;

namespace Qga.Client;

/// <summary>The archive of a guest's tree, which comes in files, one after the other. Each is compared with its SHA-256 when it has been read.</summary>
internal sealed class TreeParts(GuestAgentClient client, GuestProcess sender, string folder, GuestCopyOptions options) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private GuestFile? _part;
    private int _number;
    private long _zeros;
    private bool _isAtEnd;

    /// <summary>Whether all parts so far could be compared.</summary>
    public bool IsVerified { get; private set; } = options.Verify;

    /// <summary>Whether what was read so far ends as archives do: with two blocks of zeros.</summary>
    public bool EndsAsArchive => _zeros >= 2 * 512;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // A reader may ask for nothing, which is no end.
        while (!_isAtEnd && !buffer.IsEmpty)
        {
            _part ??= await OpenNextAsync(cancellationToken).ConfigureAwait(false);
            if (_part is null)
            {
                _isAtEnd = true;
                break;
            }

            int count = await _part.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count > 0)
            {
                ReadOnlySpan<byte> bytes = buffer.Span[..count];
                _hash.AppendData(bytes);
                int last = bytes.LastIndexOfAnyExcept((byte)0);
                _zeros = last < 0 ? _zeros + count : count - 1 - last;
                return count;
            }

            await FinishPartAsync(cancellationToken).ConfigureAwait(false);
        }

        return 0;
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        if (_part is not null)
        {
            await _part.DisposeAsync().ConfigureAwait(false);
            _part = null;
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<GuestFile?> OpenNextAsync(CancellationToken cancellationToken)
    {
        PollInterval interval = new();
        for (bool hasEnded = false; ;)
        {
            try
            {
                return await client.OpenFileAsync($"{folder}/part.{_number}", GuestFileMode.Read, options.File, cancellationToken).ConfigureAwait(false);
            }
            catch (GuestAgentRefusedException refusal) when (refusal is not (GuestCommandBlockedException or GuestCommandUnknownException))
            {
                if (hasEnded)
                {
                    return null;
                }
            }

            hasEnded = await sender.HasEndedAsync(cancellationToken).ConfigureAwait(false);
            if (!hasEnded)
            {
                await interval.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task FinishPartAsync(CancellationToken cancellationToken)
    {
        await _part!.DisposeAsync().ConfigureAwait(false);
        _part = null;
        string sum = Convert.ToHexStringLower(_hash.GetHashAndReset());
        if (options.Verify)
        {
            string text = await ReadTextAsync($"{folder}/sum.{_number}", cancellationToken).ConfigureAwait(false);
            if (text.StartsWith("none", StringComparison.Ordinal))
            {
                IsVerified = false;
            }
            else if (!text.Contains(sum, StringComparison.OrdinalIgnoreCase))
            {
                throw new GuestCopyException("the archive of the tree has changed on its way");
            }
        }

        // An empty part tells the sender that it may go on.
        GuestFile emptied = await client.OpenFileAsync($"{folder}/part.{_number}", GuestFileMode.Create, null, cancellationToken).ConfigureAwait(false);
        await emptied.DisposeAsync().ConfigureAwait(false);
        _number++;
    }

    private async Task<string> ReadTextAsync(string path, CancellationToken cancellationToken)
    {
        GuestFile file = await client.OpenFileAsync(path, GuestFileMode.Read, null, cancellationToken).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            return Encoding.UTF8.GetString((await file.PeekAsync(512, cancellationToken).ConfigureAwait(false)).Span);
        }
    }
}
