using Qga.Client;

namespace Qga.Cli.Files;

/// <summary>
/// The end of a file of a guest, and what is added to it. A file that becomes shorter, or is replaced by a shorter one, is read from its start.
/// </summary>
/// <param name="client">The guest's agent.</param>
/// <param name="path">The file.</param>
internal sealed class TailReader(GuestAgentClient client, string path) : IAsyncDisposable
{
    private const int PieceSize = 64 << 10;

    // How often it is looked whether the name means another file by now.
    private const int ReadsPerLook = 5;

    private readonly byte[] _piece = new byte[PieceSize];
    private GuestFile? _file;
    private int _reads;

    /// <summary>Writes the last lines.</summary>
    public async Task CopyLastAsync(int lines, Stream output, CancellationToken cancellationToken)
    {
        _file = await OpenAsync(cancellationToken).ConfigureAwait(false);
        long end = await LengthAsync(_file, cancellationToken).ConfigureAwait(false);
        if (end > 0)
        {
            _file.Position = lines == 0 ? end : await FindLastAsync(_file, end, lines, cancellationToken).ConfigureAwait(false);
            await CopyRestAsync(_file, output, cancellationToken).ConfigureAwait(false);
            return;
        }

        // Files of /proc have no length and yet content.
        LastLines last = new(lines);
        while (await ReadAsync(_file, cancellationToken).ConfigureAwait(false) is { IsEmpty: false } piece)
        {
            last.Add(piece.Span);
        }

        output.Write(last.Text);
        output.Flush();
    }

    /// <summary>Writes what has been added since.</summary>
    public async Task CopyMoreAsync(Stream output, CancellationToken cancellationToken)
    {
        if (await CopyRestAsync(_file!, output, cancellationToken).ConfigureAwait(false) > 0 || ++_reads % ReadsPerLook != 0)
        {
            return;
        }

        GuestFile current;
        try
        {
            current = await OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (GuestAgentRefusedException)
        {
            // It was renamed, and the new one is not there yet.
            return;
        }

        if (await LengthAsync(current, cancellationToken).ConfigureAwait(false) >= _file!.Position)
        {
            await current.DisposeAsync().ConfigureAwait(false);
            return;
        }

        await _file.DisposeAsync().ConfigureAwait(false);
        _file = current;
        await CopyRestAsync(current, output, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_file is not null)
        {
            await _file.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Backwards, piece by piece, until there is one end of line more than lines, as the last one ends with one. Nothing of it is kept.
    private async Task<long> FindLastAsync(GuestFile file, long end, int lines, CancellationToken cancellationToken)
    {
        int left = lines;
        for (long start = end; start > 0;)
        {
            long before = Math.Max(0, start - PieceSize);
            file.Position = before;
            int count = await file.ReadAtLeastAsync(
                _piece.AsMemory(0, (int)(start - before)), (int)(start - before), throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                // It has become shorter than the guest says.
                return start;
            }

            int length = start == end && _piece[count - 1] == (byte)'\n' ? count - 1 : count;
            while (_piece.AsSpan(0, length).LastIndexOf((byte)'\n') is >= 0 and int at)
            {
                if (--left == 0)
                {
                    return before + at + 1;
                }

                length = at;
            }

            start = before;
        }

        return 0;
    }

    private async Task<long> CopyRestAsync(GuestFile file, Stream output, CancellationToken cancellationToken)
    {
        // The C library of QEMU's agent stays at the end of a file that it has met until it is moved.
        long position = file.Position;
        file.Position = position == 0 ? 1 : 0;
        file.Position = position;
        long copied = 0;
        while (await ReadAsync(file, cancellationToken).ConfigureAwait(false) is { IsEmpty: false } piece)
        {
            output.Write(piece.Span);
            copied += piece.Length;
        }

        output.Flush();
        return copied;
    }

    // What the guest sends without end is written as it comes, until the user ends it.
    private async Task<ReadOnlyMemory<byte>> ReadAsync(GuestFile file, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _piece.AsMemory(0, await file.ReadAsync(_piece, cancellationToken).ConfigureAwait(false));
    }

    // A file that cannot be sought in begins where it is.
    private static async Task<long> LengthAsync(GuestFile file, CancellationToken cancellationToken)
    {
        try
        {
            long position = file.Position;
            long length = await file.GetLengthAsync(cancellationToken).ConfigureAwait(false);
            file.Position = position;
            return length;
        }
        catch (GuestAgentRefusedException)
        {
            return 0;
        }
    }

    private Task<GuestFile> OpenAsync(CancellationToken cancellationToken) =>
        client.OpenFileAsync(path, GuestFileMode.Read, new() { PieceSize = PieceSize, PiecesInFlight = 1 }, cancellationToken);
}
