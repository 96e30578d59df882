using System.Security.Cryptography;

namespace Qga.Client;

/// <summary>What copies to a guest need.</summary>
internal abstract class ToGuestCopier(GuestAgentClient client, GuestCopyOptions options, IProgress<GuestCopyProgress>? progress)
    : GuestCopier(client, options, progress)
{
    /// <summary>
    /// How much of a file the guest has from an earlier attempt: 0 unless the original begins with it. The original is read up to there, and is in the hash.
    /// </summary>
    /// <param name="file">The original.</param>
    /// <param name="length">How long the guest's file is.</param>
    /// <param name="sum">Its SHA-256.</param>
    /// <param name="hash">That of the original.</param>
    /// <param name="cancellationToken">Ends it.</param>
    protected async Task<long> ContinueAsync(FileStream file, long length, string sum, IncrementalHash hash, CancellationToken cancellationToken)
    {
        if (length <= file.Length)
        {
            byte[] buffer = new byte[Options.File.PieceSize];
            for (long rest = length; rest > 0;)
            {
                int count = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(rest, buffer.Length)), cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                hash.AppendData(buffer, 0, count);
                rest -= count;
            }

            if (Hex(hash) == sum)
            {
                return length;
            }
        }

        hash.GetHashAndReset();
        file.Position = 0;
        return 0;
    }

    /// <summary>Writes a file from where it is to the end to one of the guest, which has what is before that.</summary>
    /// <param name="source">The original.</param>
    /// <param name="path">The guest's file.</param>
    /// <param name="hash">Gets what is sent.</param>
    /// <param name="label">What the progress is called.</param>
    /// <param name="total">The length that is reported; null: none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    protected async Task SendAsync(
        FileStream source, string path, IncrementalHash hash, string label, long? total, CancellationToken cancellationToken)
    {
        GuestFileMode mode = source.Position > 0 ? GuestFileMode.Update : GuestFileMode.Create;
        GuestFile target = await Client.OpenFileAsync(path, mode, Options.File, cancellationToken).ConfigureAwait(false);
        await using (target.ConfigureAwait(false))
        {
            target.Position = source.Position;
            byte[] buffer = new byte[Options.File.PieceSize];
            while (await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and int count)
            {
                // The request is made when WriteAsync returns, so that the hash is computed while the piece travels.
                await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                AddTo(hash, buffer.AsSpan(0, count));
                Bytes += count;
                Report(label, total);
            }
        }
    }
}
