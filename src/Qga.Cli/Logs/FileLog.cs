using System.Text;
using Qga.Client;
using Qga.Contracts;

namespace Qga.Cli.Logs;

/// <summary>A log file of a guest's, read through the agent alone. A file that was rotated away is left for the new one.</summary>
internal sealed class FileLog(GuestAgentClient client, string path, LogQuery query) : ILogSource
{
    private const int Piece = 64 << 10;

    // The last lines are looked for in this much of the file.
    private const long Tail = 256 << 10;

    private const long MostAtOnce = 4 << 20;

    // What has no end of line after this much is taken for a line.
    private const int LongestLine = 64 << 10;

    // How often it is looked whether the file was rotated away.
    private const int ReadsPerLook = 5;

    private readonly MemoryStream _rest = new();
    private long? _handle;
    private long _position;
    private int _reads;

    public async Task<IReadOnlyList<string>> ReadAsync(CancellationToken cancellationToken)
    {
        bool isFirst = _handle is null;
        if (isFirst)
        {
            (_handle, long size) = await OpenAsync(cancellationToken).ConfigureAwait(false);
            _position = Math.Max(0, size - Tail);
        }
        else if (++_reads % ReadsPerLook == 0)
        {
            await FollowRotationAsync(cancellationToken).ConfigureAwait(false);
        }

        bool isCut = isFirst && _position > 0;
        await ReadRestAsync(cancellationToken).ConfigureAwait(false);
        List<string> lines = TakeLines();
        if (isCut && lines.Count > 0)
        {
            lines.RemoveAt(0);
        }

        IEnumerable<string> meant = query.Unit is null ? lines : lines.Where(IsOfUnit);
        return [.. isFirst ? meant.TakeLast(query.Lines) : meant];
    }

    public async ValueTask DisposeAsync()
    {
        if (_handle is long handle)
        {
            _handle = null;
            await client.GuestFileCloseAsync(handle, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<(long Handle, long Size)> OpenAsync(CancellationToken cancellationToken)
    {
        long handle = await client.GuestFileOpenAsync(path, null, cancellationToken).ConfigureAwait(false);
        return (handle, (await client.GuestFileSeekAsync(handle, 0, QGASeek.End, cancellationToken).ConfigureAwait(false)).Position);
    }

    private async Task FollowRotationAsync(CancellationToken cancellationToken)
    {
        (long handle, long size) = await OpenAsync(cancellationToken).ConfigureAwait(false);
        if (size >= _position)
        {
            await client.GuestFileCloseAsync(handle, cancellationToken).ConfigureAwait(false);
            return;
        }

        await ReadRestAsync(cancellationToken).ConfigureAwait(false);
        await client.GuestFileCloseAsync(_handle!.Value, cancellationToken).ConfigureAwait(false);
        _handle = handle;
        _position = 0;
    }

    private async Task ReadRestAsync(CancellationToken cancellationToken)
    {
        // The C library of QEMU's agent stays at the end of a file that it has met until it is moved.
        await client.GuestFileSeekAsync(_handle!.Value, _position, QGASeek.Set, cancellationToken).ConfigureAwait(false);

        // A guest that has no end of it is read on the next time.
        for (long due = _position + MostAtOnce; _position < due;)
        {
            GuestFileRead read = await client.GuestFileReadAsync(_handle.Value, Piece, cancellationToken).ConfigureAwait(false);
            _rest.Write(read.BufB64.ToMemory().Span);
            _position += read.Count;
            if (read.Eof || read.Count == 0)
            {
                return;
            }
        }
    }

    // What has no end yet waits for it.
    private List<string> TakeLines()
    {
        ReadOnlySpan<byte> bytes = _rest.GetBuffer().AsSpan(0, (int)_rest.Length);
        int end = bytes.LastIndexOf((byte)'\n') + 1;
        List<string> lines = end == 0 ? [] : [.. Encoding.UTF8.GetString(bytes[..(end - 1)]).Split('\n')];
        for (; bytes.Length - end > LongestLine; end += LongestLine)
        {
            lines.Add(Encoding.UTF8.GetString(bytes.Slice(end, LongestLine)));
        }

        byte[] rest = bytes[end..].ToArray();
        _rest.SetLength(0);
        _rest.Write(rest);
        return lines;
    }

    // Jun  1 12:00:00 web1 sshd[123]: text
    private bool IsOfUnit(string line)
    {
        string program = query.Unit!.EndsWith(".service", StringComparison.Ordinal) ? query.Unit[..^".service".Length] : query.Unit;
        return line.Contains($" {program}[", StringComparison.Ordinal) || line.Contains($" {program}:", StringComparison.Ordinal);
    }
}
