using System.Formats.Tar;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Qga.Linux.Interop;

namespace Qga.Client;

/// <summary>
/// Copies a tree to a guest: archives of bounded size go to a working directory beside the target and are unpacked there, large files go alone. The tree
/// gets its
/// name when it is complete.
/// </summary>
internal sealed class TreeToGuest(GuestAgentClient client, GuestCopyOptions options, IProgress<GuestCopyProgress>? progress)
    : GuestCopier(client, options, progress)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly List<GuestCopySkip> _skipped = [];
    private readonly List<(string Path, FileSystemInfo Entry)> _batch = [];
    private readonly List<(string Path, FileSystemInfo Entry)> _directories = [];
    private HashSet<string> _done = [];
    private long _batchLength;
    private string _work = "";
    private GuestCopyVerification _verification = GuestCopyVerification.None;

    public async Task<GuestCopyResult> CopyAsync(DirectoryInfo source, string target, CancellationToken cancellationToken)
    {
        string name = TemporaryName(source.FullName, target);
        GuestProgramResult prepared = await Client.TryRunScriptAsync(
            CopyScripts.PrepareTree, [target, source.Name, name, Options.Resume ? "1" : ""], cancellationToken).ConfigureAwait(false)
            ?? throw new GuestCopyException("a tree needs a guest with /bin/sh and tar");
        string output = OutputOf(prepared, $"creating {target}");
        int end = output.StartsWith("path ", StringComparison.Ordinal) ? 0 : output.IndexOf("\npath ", StringComparison.Ordinal) + 1;
        string path = output[(end + "path ".Length)..];
        _done = [.. output[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line["done ".Length..])];
        _work = path[..(path.LastIndexOf('/') + 1)] + name;
        try
        {
            await SendAllAsync(source, cancellationToken).ConfigureAwait(false);
            OutputOf(await RunAsync(CopyScripts.FinishTree, [_work, path], cancellationToken).ConfigureAwait(false), $"renaming {_work}");
        }
        catch when (!Options.Resume)
        {
            await RemoveAsync(_work).ConfigureAwait(false);
            throw;
        }

        return new()
        {
            Path = path,
            Files = Files,
            Bytes = Bytes,
            ResumedBytes = ResumedBytes,
            Verification = _verification,
            IsRenamed = true,
            HasModeAndTime = true,
            Skipped = _skipped,
        };
    }

    private async Task SendAllAsync(DirectoryInfo source, CancellationToken cancellationToken)
    {
        foreach ((string path, FileSystemInfo entry) in HostTree.Walk(source))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (WhyNot(entry) is { } reason)
            {
                _skipped.Add(new(path, reason));
                continue;
            }

            if (entry is FileInfo { LinkTarget: null } file && file.Length > Options.BatchSize)
            {
                await SendBatchAsync(cancellationToken).ConfigureAwait(false);
                await SendLargeAsync(path, file, cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (entry is DirectoryInfo { LinkTarget: null })
            {
                _directories.Add((path, entry));
            }

            _batch.Add((path, entry));
            _batchLength += 1024 + path.Length + (entry is FileInfo { LinkTarget: null } content ? content.Length : 0);
            if (_batchLength >= Options.BatchSize)
            {
                await SendBatchAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        await SendBatchAsync(cancellationToken).ConfigureAwait(false);

        // Now that nothing more is put into them they get their modes and times, the innermost first.
        _directories.Reverse();
        _batch.AddRange(_directories);
        _directories.Clear();
        _batch.Add((".", source));
        await SendBatchAsync(cancellationToken, isFinal: true).ConfigureAwait(false);
    }

    private static string? WhyNot(FileSystemInfo entry)
    {
        // A name of bytes that are no UTF-8 has them replaced when .NET reads it, and names nothing then.
        if (entry.Name.Contains('\uFFFD') && !entry.Exists && entry.LinkTarget is null)
        {
            return "its name is not UTF-8";
        }

        return IsSpecial(entry) ? "it is a device, pipe or socket" : null;
    }

    // .NET tells files apart from directories and links only; of what is no file the length is 0.
    private static bool IsSpecial(FileSystemInfo entry) =>
        OperatingSystem.IsLinux()
        && entry is FileInfo { LinkTarget: null, Length: 0 }
        && Libc.Stat(Encoding.UTF8.GetBytes(entry.FullName), out FileStatus status).IsSuccess
        && status.Type != Libc.S_IFREG;

    // Known by what is in it, so that one that is unpacked already need not even be made.
    private string KeyOf(bool isFinal)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string path, FileSystemInfo entry) in _batch)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}\0{entry.LastWriteTimeUtc.Ticks}\0{Octal(ModeOf(entry))}\0{(entry as FileInfo)?.Length}\0{entry.LinkTarget}\0{isFinal}\0")));
        }

        return Hex(hash);
    }

    private async Task SendBatchAsync(CancellationToken cancellationToken, bool isFinal = false)
    {
        if (_batch.Count == 0)
        {
            return;
        }

        string key = KeyOf(isFinal);
        (string Path, FileInfo File)[] files =
        [
            .. _batch.Where(item => item.Entry is FileInfo { LinkTarget: null }).Select(item => (item.Path, (FileInfo)item.Entry)),
        ];
        if (_done.Contains(key))
        {
            ResumedBytes += files.Sum(item => item.File.Length);
        }
        else
        {
            string sum = await SendArchiveAsync(isFinal, cancellationToken).ConfigureAwait(false);
            await FinishAsync(
                $"{_work}/batch",
                sum,
                expected => (CopyScripts.Unpack, [_work, expected, key]),
                "unpacking an archive",
                cancellationToken).ConfigureAwait(false);
        }

        Files += files.Length;
        Bytes += files.Sum(item => item.File.Length);
        Report(_batch[^1].Path, null);
        _batch.Clear();
        _batchLength = 0;
    }

    private async Task<string> SendArchiveAsync(bool isFinal, CancellationToken cancellationToken)
    {
        GuestFile target = await Client.OpenFileAsync($"{_work}/batch", GuestFileMode.Create, Options.File, cancellationToken).ConfigureAwait(false);
        await using (target.ConfigureAwait(false))
        {
            HashingStream hashing = new(target);
            await using (hashing.ConfigureAwait(false))
            {
                TarWriter archive = new(hashing, TarEntryFormat.Gnu, leaveOpen: true);
                await using (archive.ConfigureAwait(false))
                {
                    foreach ((string path, FileSystemInfo entry) in _batch)
                    {
                        await WriteEntryAsync(archive, path, entry, isFinal, cancellationToken).ConfigureAwait(false);
                    }
                }

                return hashing.Sha256;
            }
        }
    }

    private async Task WriteEntryAsync(TarWriter archive, string path, FileSystemInfo entry, bool isFinal, CancellationToken cancellationToken)
    {
        bool isDirectory = entry is DirectoryInfo;
        GnuTarEntry item = new(
            entry.LinkTarget is not null ? TarEntryType.SymbolicLink : isDirectory ? TarEntryType.Directory : TarEntryType.RegularFile, $"./{path}")
        {
            Mode = isDirectory && !isFinal ? OwnerOnly : entry.LinkTarget is not null ? HostTree.PlainMode : ModeOf(entry),
            ModificationTime = Options.KeepsModeAndTime ? entry.LastWriteTimeUtc : DateTimeOffset.UtcNow,
        };
        if (entry.LinkTarget is { } link)
        {
            item.LinkName = link;
        }

        if (item.EntryType != TarEntryType.RegularFile)
        {
            await archive.WriteEntryAsync(item, cancellationToken).ConfigureAwait(false);
            return;
        }

        FileStream content = new(entry.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        await using (content.ConfigureAwait(false))
        {
            item.DataStream = content;
            await archive.WriteEntryAsync(item, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendLargeAsync(string path, FileInfo file, CancellationToken cancellationToken)
    {
        _batch.Add((path, file));
        string key = KeyOf(isFinal: false);
        _batch.Clear();
        if (_done.Contains(key))
        {
            ResumedBytes += file.Length;
            Bytes += file.Length;
        }
        else
        {
            string place = $"{_work}/tree/{path}";
            string sum = await SendContentAsync(path, file, place, cancellationToken).ConfigureAwait(false);
            (string iso, string posix) = TouchTimes(Options.KeepsModeAndTime ? file.LastWriteTimeUtc : DateTime.UtcNow);
            await FinishAsync(
                place,
                sum,
                expected => (CopyScripts.FinishLarge, [place, expected, iso, posix, Octal(ModeOf(file)), _work, key]),
                $"completing {path}",
                cancellationToken).ConfigureAwait(false);
        }

        Files++;
        Report(path, null);
    }

    private async Task<string> SendContentAsync(string path, FileInfo file, string place, CancellationToken cancellationToken)
    {
        FileStream content = new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        await using (content.ConfigureAwait(false))
        {
            GuestFile target = await Client.OpenFileAsync(place, GuestFileMode.Create, Options.File, cancellationToken).ConfigureAwait(false);
            await using (target.ConfigureAwait(false))
            {
                HashingStream hashing = new(target);
                await using (hashing.ConfigureAwait(false))
                {
                    byte[] buffer = new byte[Options.File.PieceSize];
                    while (await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and int count)
                    {
                        await hashing.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                        Bytes += count;
                        Report(path, null);
                    }

                    return hashing.Sha256;
                }
            }
        }
    }

    // Verifies what is at a place in the guest, by the script itself or by reading it back, and uses it.
    private async Task FinishAsync(
        string place, string sum, Func<string, (string Script, string[] Arguments)> compose, string what, CancellationToken cancellationToken)
    {
        (string script, string[] arguments) = compose(Options.Verify ? sum : "");
        GuestProgramResult result = await RunAsync(script, arguments, cancellationToken).ConfigureAwait(false);
        GuestCopyVerification how = Options.Verify ? GuestCopyVerification.GuestProgram : GuestCopyVerification.None;
        if (result.ExitCode == 9)
        {
            if (await ReadBackAsync(place, null, cancellationToken).ConfigureAwait(false) != sum)
            {
                throw Differs(place);
            }

            how = GuestCopyVerification.ReadBack;
            (script, arguments) = compose("");
            result = await RunAsync(script, arguments, cancellationToken).ConfigureAwait(false);
        }

        if (result.ExitCode == 8)
        {
            throw Differs(place);
        }

        OutputOf(result, what);
        _verification = how;
    }

    private async Task<GuestProgramResult> RunAsync(string script, string[] arguments, CancellationToken cancellationToken) =>
        await Client.TryRunScriptAsync(script, arguments, cancellationToken).ConfigureAwait(false)
        ?? throw new GuestCopyException("the guest has lost its shell");
}
