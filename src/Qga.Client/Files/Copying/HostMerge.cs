namespace Qga.Client;

/// <summary>Puts a tree in its place on the host.</summary>
internal static class HostMerge
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>
    /// Moves a tree to a path. What is there of another tree is replaced, links too: they are not followed. A directory takes the place of no file, nor a
    /// file that of a directory.
    /// </summary>
    public static void Move(string source, string target)
    {
        DirectoryInfo directory = new(source);
        bool isDirectory = directory is { Exists: true, LinkTarget: null };
        if (new FileInfo(target) is { } there && (there.LinkTarget is not null || there.Exists))
        {
            if (isDirectory && there.LinkTarget is null)
            {
                throw new IOException($"{target} is no directory, and no directory can take its place");
            }

            File.Delete(target);
        }

        if (isDirectory)
        {
            if (!Directory.Exists(target))
            {
                Directory.Move(source, target);
                return;
            }

            MoveContent(directory, target);
            return;
        }

        if (Directory.Exists(target))
        {
            throw new IOException($"{target} is a directory, and no file can take its place");
        }

        // A link to a directory is neither file nor directory to .NET.
        if (new FileInfo(source).LinkTarget is { } link)
        {
            File.CreateSymbolicLink(target, link);
            File.Delete(source);
            return;
        }

        File.Move(source, target);
    }

    /// <summary>Removes a directory, also what may not be entered in it.</summary>
    public static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Open(path);
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>Lets its owner into a directory and all that are in it.</summary>
    public static void Open(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            foreach (string directory in Directories(path))
            {
                File.SetUnixFileMode(directory, OwnerOnly);
            }
        }
    }

    private static void MoveContent(DirectoryInfo source, string target)
    {
        (DateTime time, UnixFileMode? mode) = (source.LastWriteTimeUtc, OperatingSystem.IsWindows() ? null : source.UnixFileMode);
        if (!OperatingSystem.IsWindows())
        {
            source.UnixFileMode = OwnerOnly;
            File.SetUnixFileMode(target, File.GetUnixFileMode(target) | OwnerOnly);
        }

        foreach (FileSystemInfo entry in source.EnumerateFileSystemInfos().ToList())
        {
            Move(entry.FullName, Path.Combine(target, entry.Name));
        }

        Directory.SetLastWriteTimeUtc(target, time);
        if (mode is not null && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(target, mode.Value);
        }
    }

    // Each before what is in it, so that it can be opened in time.
    private static IEnumerable<string> Directories(string path)
    {
        yield return path;
        foreach (DirectoryInfo directory in new DirectoryInfo(path).EnumerateDirectories().Where(directory => directory.LinkTarget is null))
        {
            foreach (string inner in Directories(directory.FullName))
            {
                yield return inner;
            }
        }
    }
}
