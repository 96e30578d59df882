using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Qga.Client;

/// <summary>
/// What a copy of a guest's tree that was broken off has left on the host. The guest compares it with the original by SHA-256: what fits is kept, a large file
/// goes on where it ended, everything else is removed.
/// </summary>
/// <param name="client">The guest's agent.</param>
/// <param name="options">How files are copied.</param>
/// <param name="source">The original, in the guest.</param>
/// <param name="tree">The copy so far, in a directory of its own.</param>
/// <param name="folder">A private directory of the guest.</param>
internal sealed class EarlierTree(GuestAgentClient client, GuestCopyOptions options, string source, string tree, string folder)
{
    // A smaller file is as quickly sent again.
    private const int Large = 1 << 20;

    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;

    private static readonly SearchValues<char> s_special = SearchValues.Create("*?[]\\\n\r\uFFFD");

    /// <summary>What the guest need not send again: a file of paths for tar(1) in its private directory.</summary>
    public string ExcludedPath => $"{folder}/exclude";

    public long Files { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>How many of the bytes were there before.</summary>
    public long ResumedBytes { get; private set; }

    /// <summary>Keeps what is good.</summary>
    /// <param name="progress">Is told of each file that goes on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task KeepAsync(IProgress<GuestCopyProgress>? progress, CancellationToken cancellationToken)
    {
        HostMerge.Open(tree);
        await WriteSumsAsync(cancellationToken).ConfigureAwait(false);
        await CompareAsync(cancellationToken).ConfigureAwait(false);
        GuestFile same = await client.OpenFileAsync($"{folder}/same", GuestFileMode.Read, options.File, cancellationToken).ConfigureAwait(false);
        await using (same.ConfigureAwait(false))
        {
            using StreamReader lines = new(same, leaveOpen: true);
            await using StreamWriter excluded = await CreateAsync("exclude", cancellationToken).ConfigureAwait(false);
            await KeepAsync(lines, excluded, progress, cancellationToken).ConfigureAwait(false);
        }

        RemoveEmpty(new(tree));
    }

    // Both go through the tree in the same order, so that nothing that the guest says can name another file.
    private async Task KeepAsync(StreamReader lines, StreamWriter excluded, IProgress<GuestCopyProgress>? progress, CancellationToken cancellationToken)
    {
        (int Mode, long Time, string Path)? next = await ReadAsync(lines, cancellationToken).ConfigureAwait(false);
        foreach ((string path, FileSystemInfo entry) in HostTree.Walk(new(tree)))
        {
            if (entry is DirectoryInfo { LinkTarget: null })
            {
                continue;
            }

            bool isSame = next is { } found && found.Path == path;
            bool isKept = isSame && (next!.Value.Mode & TypeMask) == RegularFile;
            if (isKept)
            {
                SetModeAndTime(entry, next!.Value.Mode, next.Value.Time);
                Count(((FileInfo)entry).Length, ((FileInfo)entry).Length);
            }
            else
            {
                isKept = CanBeNamed(path, entry) && await GoOnAsync(path, (FileInfo)entry, progress, cancellationToken).ConfigureAwait(false);
            }

            if (isSame)
            {
                next = await ReadAsync(lines, cancellationToken).ConfigureAwait(false);
            }

            if (isKept)
            {
                await excluded.WriteAsync($"./{path}\n".AsMemory(), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                entry.Delete();
            }
        }
    }

    private static async Task<(int Mode, long Time, string Path)?> ReadAsync(StreamReader lines, CancellationToken cancellationToken) =>
        (await lines.ReadLineAsync(cancellationToken).ConfigureAwait(false))?.Split(' ', 3) is [string mode, string time, ['.', '/', .. string path]]
            && int.TryParse(mode, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int bits)
            && long.TryParse(time, CultureInfo.InvariantCulture, out long seconds)
            ? (bits, seconds, path)
            : null;

    private async Task WriteSumsAsync(CancellationToken cancellationToken)
    {
        await using StreamWriter have = await CreateAsync("have", cancellationToken).ConfigureAwait(false);
        foreach ((string path, FileSystemInfo entry) in HostTree.Walk(new(tree)))
        {
            if (CanBeNamed(path, entry))
            {
                FileStream content = File.OpenRead(entry.FullName);
                await using (content.ConfigureAwait(false))
                {
                    string sum = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false));
                    await have.WriteAsync($"{sum}  ./{path}\n".AsMemory(), cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    // The list that tar(1) reads has patterns, one a line, without blanks at their ends.
    private static bool CanBeNamed(string path, FileSystemInfo entry) =>
        entry is FileInfo { LinkTarget: null }
        && !path.AsSpan().ContainsAny(s_special)
        && !char.IsWhiteSpace(path[^1]);

    private async Task<StreamWriter> CreateAsync(string name, CancellationToken cancellationToken) => new(
        await client.OpenFileAsync($"{folder}/{name}", GuestFileMode.Create, options.File, cancellationToken).ConfigureAwait(false),
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        64 << 10);

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        GuestProcess comparison = await client.StartScriptAsync(CopyScripts.Compare, [source, folder], cancellationToken).ConfigureAwait(false);
        await using (comparison.ConfigureAwait(false))
        {
            GuestCopier.OutputOf(await comparison.WaitForExitAsync(cancellationToken).ConfigureAwait(false), $"reading {source}");
        }
    }

    private async Task<bool> GoOnAsync(string path, FileInfo entry, IProgress<GuestCopyProgress>? progress, CancellationToken cancellationToken)
    {
        if (entry.Length < Large)
        {
            return false;
        }

        string original = $"{source}/{path}";
        GuestProgramResult? facts = await client.TryRunScriptAsync(CopyScripts.InspectFile, [original], cancellationToken).ConfigureAwait(false);
        if (facts is not { ExitCode: 0 })
        {
            return false;
        }

        try
        {
            FileFromGuest copier = new(client, options, progress);
            GuestCopyResult result = await copier.ReceiveAsync(
                original, facts.OutputText.Split((char[])['\n', ' '], StringSplitOptions.RemoveEmptyEntries), entry.FullName, cancellationToken)
                .ConfigureAwait(false);
            Count(result.Bytes, result.ResumedBytes);
            return true;
        }
        catch (GuestCopyException)
        {
            // It changes all the time, so that the archive has it as it is when it is packed.
            return false;
        }
    }

    private void SetModeAndTime(FileSystemInfo entry, int mode, long seconds)
    {
        if (!OperatingSystem.IsWindows())
        {
            entry.UnixFileMode = (UnixFileMode)mode & HostTree.PlainMode;
        }

        if (options.KeepsModeAndTime)
        {
            entry.LastWriteTimeUtc = DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime;
        }
    }

    private void Count(long bytes, long resumed)
    {
        Files++;
        Bytes += bytes;
        ResumedBytes += resumed;
    }

    // A directory that the guest has comes with the archive.
    private static void RemoveEmpty(DirectoryInfo directory)
    {
        foreach (DirectoryInfo inner in directory.EnumerateDirectories().Where(inner => inner.LinkTarget is null))
        {
            RemoveEmpty(inner);
            if (!inner.EnumerateFileSystemInfos().Any())
            {
                inner.Delete();
            }
        }
    }
}
