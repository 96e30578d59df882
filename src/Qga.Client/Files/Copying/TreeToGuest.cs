using System.Formats.Tar;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Qga.Client;

/// <summary>
/// Copies a tree to a guest: archives of bounded size go to a working directory beside the target and are unpacked there, large files go alone. The tree
/// gets its name when it is complete.
/// </summary>
internal sealed class TreeToGuest(GuestAgentClient client, GuestCopyOptions options, IProgress<GuestCopyProgress>? progress)
    : ToGuestCopier(client, options, progress)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly List<GuestCopySkip> _skipped = [];
    private readonly List<(string Path, FileSystemInfo Entry)> _batch = [];
    private readonly List<(string Path, FileSystemInfo Entry)> _directories = [];
    private readonly List<string> _changed = [];
    private HashSet<string> _done = [];
    private long _batchLength;
    private string _work = "";
    private GuestCopyVerification _verification = GuestCopyVerification.None;

    public async Task<GuestCopyResult> CopyAsync(DirectoryInfo source, string target, CancellationToken cancellationToken)
    {
        string name = TemporaryName(source.FullName, target);
        GuestProgramResult prepared = await PrepareAsync(
            CopyScripts.PrepareTree, [target, source.Name, name, Options.Resume ? "1" : ""], cancellationToken).ConfigureAwait(false)
            ?? throw new GuestCopyException("a tree needs a guest with /bin/sh and tar");
        string output = OutputOf(prepared, $"creating {target}");
        int end = output.StartsWith("path ", StringComparison.Ordinal) ? 0 : output.IndexOf("\npath ", StringComparison.Ordinal) + 1;
        string path = output[(end + "path ".Length)..];
        _done = [.. output[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line["done ".Length..])];
        _work = path[..(path.LastIndexOf('/') + 1)] + name;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await SendAllAsync(source, cancellationToken).ConfigureAwait(false);
            OutputOf(await RunAsync(CopyScripts.FinishTree, [_work, path], cancellationToken).ConfigureAwait(false), $"renaming {_work}");
        }
        catch when (!Options.Resume)
        {
            await Client.RemoveAsync(_work).ConfigureAwait(false);
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
            Changed = _changed,
        };
    }

    private async Task SendAllAsync(DirectoryInfo source, CancellationToken cancellationToken)
    {
        foreach ((string path, FileSystemInfo entry) in HostTree.Walk(source, SkipUnreadable))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (WhyNot(entry) is { } skip)
            {
                _skipped.Add(skip with { Path = path });
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

    private void SkipUnreadable(string path, string reason) => _skipped.Add(new(path, reason) { IsFailure = true });

    private static GuestCopySkip? WhyNot(FileSystemInfo entry)
    {
        // A name of bytes that are no UTF-8 has them replaced when .NET reads it, and names nothing then.
        if (entry.Name.Contains('\uFFFD') && !entry.Exists && entry.LinkTarget is null)
        {
            return new(entry.Name, "its name is not UTF-8") { IsFailure = true };
        }

        return HostTree.IsSpecial(entry) ? new(entry.Name, "it is a device, pipe or socket") : null;
    }

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
        int skips = _skipped.Count;
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
            string noted = _skipped.Count == skips ? key : "";
            await FinishAsync(
                $"{_work}/batch",
                sum,
                expected => (CopyScripts.Unpack, [_work, expected, noted]),
                "unpacking an archive",
                cancellationToken).ConfigureAwait(false);
        }

        HashSet<string> missing = [.. _skipped.Skip(skips).Select(skip => skip.Path)];
        Files += files.Length - missing.Count;
        Bytes += files.Where(item => !missing.Contains(item.Path)).Sum(item => item.File.Length);
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
                        Report(path, null);
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

        if (Open(path, entry) is not { } content)
        {
            return;
        }

        FixedLengthStream whole = new(content, content.Length);
        await using (whole.ConfigureAwait(false))
        {
            item.DataStream = whole;
            await archive.WriteEntryAsync(item, cancellationToken).ConfigureAwait(false);
            if (whole.HasChanged)
            {
                _changed.Add(path);
            }
        }
    }

    private FileStream? Open(string path, FileSystemInfo entry)
    {
        try
        {
            return new(entry.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        }
        catch (Exception problem) when (HostTree.WhyUnreadable(problem) is { } reason)
        {
            SkipUnreadable(path, reason);
            return null;
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
            if (await SendContentAsync(path, file, place, cancellationToken).ConfigureAwait(false) is not { } sum)
            {
                return;
            }

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

    // Null: the file cannot be read.
    private async Task<string?> SendContentAsync(string path, FileInfo file, string place, CancellationToken cancellationToken)
    {
        if (Open(path, file) is not { } content)
        {
            return null;
        }

        await using (content.ConfigureAwait(false))
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            if (Options.Resume)
            {
                GuestProgramResult there = await RunAsync(CopyScripts.InspectPartial, [place], cancellationToken).ConfigureAwait(false);
                string[] lines = there.OutputText.Split('\n', 2);
                if (there.ExitCode == 0 && long.TryParse(lines[0], CultureInfo.InvariantCulture, out long length) && FindSum(lines[1]) is { } sum)
                {
                    long start = await ContinueAsync(content, length, sum, hash, cancellationToken).ConfigureAwait(false);
                    ResumedBytes += start;
                    Bytes += start;
                }
            }

            await SendAsync(content, place, hash, path, null, cancellationToken).ConfigureAwait(false);
            return Hex(hash);
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
