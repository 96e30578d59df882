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

    private GuestFile? _file;
    private int _reads;

    /// <summary>Reads the last lines.</summary>
    public async Task<byte[]> ReadLastAsync(int lines, CancellationToken cancellationToken)
    {
        _file = await OpenAsync(cancellationToken).ConfigureAwait(false);
        long end = await LengthAsync(_file, cancellationToken).ConfigureAwait(false);
        long start = end;
        byte[] found = [];
        // Backwards, until there is one end of line more than lines, as the last one ends with one.
        while (start > 0 && StartOfLast(found, lines) is null)
        {
            long before = Math.Max(0, start - PieceSize);
            _file.Position = before;
            byte[] piece = new byte[start - before];
            int count = await _file.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            found = [.. piece.AsSpan(0, count), .. found];
            start = before;
        }

        // Files of /proc have no length and yet content.
        _file.Position = end;
        found = [.. found, .. await ReadRestAsync(_file, cancellationToken).ConfigureAwait(false)];
        return found[(StartOfLast(found, lines) ?? 0)..];
    }

    /// <summary>Reads what has been added since.</summary>
    public async Task<byte[]> ReadMoreAsync(CancellationToken cancellationToken)
    {
        byte[] more = await ReadRestAsync(_file!, cancellationToken).ConfigureAwait(false);
        if (more.Length > 0 || ++_reads % ReadsPerLook != 0)
        {
            return more;
        }

        GuestFile current;
        try
        {
            current = await OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (GuestAgentRefusedException)
        {
            // It was renamed, and the new one is not there yet.
            return more;
        }

        if (await LengthAsync(current, cancellationToken).ConfigureAwait(false) >= _file!.Position)
        {
            await current.DisposeAsync().ConfigureAwait(false);
            return more;
        }

        await _file.DisposeAsync().ConfigureAwait(false);
        _file = current;
        return await ReadRestAsync(current, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_file is not null)
        {
            await _file.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Where the last lines begin; null: there are fewer.</summary>
    internal static int? StartOfLast(ReadOnlySpan<byte> bytes, int lines)
    {
        int end = bytes is [.., (byte)'\n'] ? bytes.Length - 1 : bytes.Length;
        if (lines == 0)
        {
            return bytes.Length;
        }

        for (int line = 0; line < lines; line++)
        {
            end = bytes[..end].LastIndexOf((byte)'\n');
            if (end < 0)
            {
                return null;
            }
        }

        return end + 1;
    }

    private static async Task<byte[]> ReadRestAsync(GuestFile file, CancellationToken cancellationToken)
    {
        // The C library of QEMU's agent stays at the end of a file that it has met until it is moved.
        long position = file.Position;
        file.Position = position == 0 ? 1 : 0;
        file.Position = position;
        // Without a size the stream would be asked for its length, which files of /proc do not have.
        using MemoryStream rest = new();
        await file.CopyToAsync(rest, PieceSize, cancellationToken).ConfigureAwait(false);
        return rest.ToArray();
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
