namespace Qga.Client;

/// <summary>A tree of the host, walked in a fixed order, each directory before what is in it. Links are not followed.</summary>
internal static class HostTree
{
    /// <summary>What a mode allows, without set-user-ID and its like.</summary>
    public const UnixFileMode PlainMode = (UnixFileMode)0b111_111_111;

    private static readonly EnumerationOptions s_all = new() { AttributesToSkip = 0, IgnoreInaccessible = false, ReturnSpecialDirectories = false };

    /// <summary>Everything below a directory.</summary>
    /// <param name="root">The directory.</param>
    /// <returns>Each thing with its path below the directory, whose parts are separated by slashes.</returns>
    public static IEnumerable<(string Path, FileSystemInfo Entry)> Walk(DirectoryInfo root)
    {
        Stack<(string Path, FileSystemInfo Entry)> due = new();
        Push(due, "", root);
        while (due.TryPop(out (string Path, FileSystemInfo Entry) next))
        {
            yield return next;
            if (next.Entry is DirectoryInfo { LinkTarget: null } directory)
            {
                Push(due, $"{next.Path}/", directory);
            }
        }
    }

    private static void Push(Stack<(string Path, FileSystemInfo Entry)> due, string prefix, DirectoryInfo directory)
    {
        FileSystemInfo[] entries = [.. directory.EnumerateFileSystemInfos("*", s_all)];
        Array.Sort(entries, static (one, other) => string.CompareOrdinal(other.Name, one.Name));
        foreach (FileSystemInfo entry in entries)
        {
            due.Push((prefix + entry.Name, entry));
        }
    }
}
