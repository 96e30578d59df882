using System.Formats.Tar;

namespace Qga.Client;

/// <summary>
/// Unpacks an archive that a guest has sent, which may be hostile, into a directory that is new and private. Nothing is created outside of it, and no link is
/// followed. Of modes only what they allow is kept.
/// </summary>
internal sealed class TarExtractor(string root, bool keepsTimes)
{
    private readonly List<(string Path, UnixFileMode Mode, DateTime Time)> _directories = [];
    private readonly List<GuestCopySkip> _skipped = [];
    private string _lastParent = "";

    public IReadOnlyList<GuestCopySkip> Skipped => _skipped;

    /// <summary>Unpacks one entry.</summary>
    /// <returns>The size of the file, if it is one.</returns>
    /// <exception cref="GuestCopyException">The entry would lie outside of the directory.</exception>
    public async Task<long?> ExtractAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Name.Contains('\uFFFD') || entry.LinkName.Contains('\uFFFD'))
        {
            _skipped.Add(new(Shorten(entry.Name), "its name is not UTF-8") { IsFailure = true });
            return null;
        }

        string relative = Check(entry.Name);
        bool isDirectory = entry.EntryType is TarEntryType.Directory or TarEntryType.DirectoryList;

        // Of a link in the place of the copy itself, everything that follows would be put where it leads.
        if ((relative.Length == 0 && !isDirectory) || !IsDirectory(root))
        {
            throw new GuestCopyException($"the guest has sent '{entry.Name}' in place of the directory that is copied");
        }

        string path = relative.Length == 0 ? root : Path.Combine(root, relative);
        MakeParent(path);
        switch (entry.EntryType)
        {
            case TarEntryType.Directory or TarEntryType.DirectoryList:
                MakeDirectory(path);
                _directories.Add((path, entry.Mode & HostTree.PlainMode, entry.ModificationTime.UtcDateTime));
                return null;
            case TarEntryType.SymbolicLink:
                Clear(path);
                if (IsDirectory(path))
                {
                    // Of an earlier attempt, before it became a link.
                    Directory.Delete(path, recursive: true);
                }

                File.CreateSymbolicLink(path, entry.LinkName);
                return null;
            case TarEntryType.HardLink:
                return await CopyLinkedAsync(entry, path, cancellationToken).ConfigureAwait(false);
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile or TarEntryType.SparseFile:
                return await WriteAsync(entry, entry.DataStream ?? Stream.Null, path, cancellationToken).ConfigureAwait(false);
            default:
                _skipped.Add(new(relative, "it is a device, pipe or socket"));
                return null;
        }
    }

    /// <summary>Gives the directories their modes and times, now that nothing more is put into them.</summary>
    public void Finish()
    {
        for (int i = _directories.Count - 1; i >= 0; i--)
        {
            (string path, UnixFileMode mode, DateTime time) = _directories[i];
            if (!IsDirectory(path))
            {
                continue;
            }

            if (keepsTimes)
            {
                Directory.SetLastWriteTimeUtc(path, time);
            }

            if (!OperatingSystem.IsWindows() && path != root)
            {
                File.SetUnixFileMode(path, mode);
            }
        }
    }

    /// <summary>The path of an entry without what means nothing.</summary>
    private static string Check(string name)
    {
        List<string> parts = [.. name.Split('/').Where(part => part is not ("" or "."))];
        bool isHostile = name.StartsWith('/') || name.Contains('\0') || parts.Contains("..")
            || (OperatingSystem.IsWindows() && parts.Exists(part => part.AsSpan().ContainsAny('\\', ':')));
        return isHostile ? throw new GuestCopyException($"the guest has sent '{name}', which would lie outside of the copy") : string.Join('/', parts);
    }

    private static string Shorten(string name) => name is ['.', '/', .. string rest] ? rest : name;

    private static bool IsDirectory(string path) => new DirectoryInfo(path) is { Exists: true, LinkTarget: null };

    private static void Clear(string path)
    {
        if (new FileInfo(path) is { } there && (there.LinkTarget is not null || there.Exists))
        {
            File.Delete(path);
        }
    }

    // Every directory on the way must be one, and no link.
    private void MakeParent(string path)
    {
        string parent = Path.GetDirectoryName(path)!;
        if (path == root || parent == _lastParent)
        {
            return;
        }

        string at = root;
        foreach (string part in parent[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            at = Path.Combine(at, part);
            MakeDirectory(at);
        }

        _lastParent = parent;
    }

    private static void MakeDirectory(string path)
    {
        if (!IsDirectory(path))
        {
            Clear(path);
            Directory.CreateDirectory(path);
        }
    }

    private async Task<long?> CopyLinkedAsync(TarEntry entry, string path, CancellationToken cancellationToken)
    {
        string original = Path.Combine(root, Check(entry.LinkName));
        if (new FileInfo(original) is not { Exists: true, LinkTarget: null } || !IsReached(original))
        {
            _skipped.Add(new(Shorten(entry.Name), "what it is a link to was not copied") { IsFailure = true });
            return null;
        }

        FileStream content = File.OpenRead(original);
        await using (content.ConfigureAwait(false))
        {
            return await WriteAsync(entry, content, path, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool IsReached(string path)
    {
        for (string at = Path.GetDirectoryName(path)!; at.Length > root.Length; at = Path.GetDirectoryName(at)!)
        {
            if (!IsDirectory(at))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<long> WriteAsync(TarEntry entry, Stream content, string path, CancellationToken cancellationToken)
    {
        // A second entry of the same name may have replaced a directory on the way by a link.
        _lastParent = IsDirectory(path) ? throw new GuestCopyException($"the guest has sent '{entry.Name}' as a directory and as a file") : _lastParent;
        Clear(path);
        FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
        await using (file.ConfigureAwait(false))
        {
            await content.CopyToAsync(file, 256 << 10, cancellationToken).ConfigureAwait(false);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file.SafeFileHandle, entry.Mode & HostTree.PlainMode);
            }

            if (keepsTimes)
            {
                File.SetLastWriteTimeUtc(file.SafeFileHandle, entry.ModificationTime.UtcDateTime);
            }

            return file.Length;
        }
    }
}
