using System.Text;
using Qga.Linux.Interop;

namespace Qga.Client;

/// <summary>A tree of the host, walked in a fixed order, each directory before what is in it. Links are not followed.</summary>
internal static class HostTree
{
    /// <summary>What a mode allows, without set-user-ID and its like.</summary>
    public const UnixFileMode PlainMode = (UnixFileMode)0b111_111_111;

    private static readonly EnumerationOptions s_all = new() { AttributesToSkip = 0, IgnoreInaccessible = false, ReturnSpecialDirectories = false };

    /// <summary>Everything below a directory.</summary>
    /// <param name="root">The directory.</param>
    /// <param name="skip">Is told of directories that cannot be read, and why; null: that is an error.</param>
    /// <returns>Each thing with its path below the directory, whose parts are separated by slashes.</returns>
    public static IEnumerable<(string Path, FileSystemInfo Entry)> Walk(DirectoryInfo root, Action<string, string>? skip = null)
    {
        Stack<(string Path, FileSystemInfo Entry)> due = new();
        Push(due, "", root, skip);
        while (due.TryPop(out (string Path, FileSystemInfo Entry) next))
        {
            yield return next;
            if (next.Entry is DirectoryInfo { LinkTarget: null } directory)
            {
                Push(due, $"{next.Path}/", directory, skip);
            }
        }
    }

    /// <summary>Why something in a tree cannot be read, though the rest may be; null: it is another fault.</summary>
    public static string? WhyUnreadable(Exception problem) => problem switch
    {
        UnauthorizedAccessException => "permission denied",
        FileNotFoundException or DirectoryNotFoundException => "it has been removed meanwhile",
        IOException => problem.Message,
        _ => null,
    };

    /// <summary>Whether a path is a directory, and no link, of this process's user.</summary>
    public static bool IsOwnDirectory(string path) =>
        new DirectoryInfo(path) is { Exists: true, LinkTarget: null }
        && (!OperatingSystem.IsLinux()
            || (Libc.Stat(Encoding.UTF8.GetBytes(path), out FileStatus status).IsSuccess && status.Uid == Libc.EffectiveUid()));

    /// <summary>Whether something is a device, pipe or socket.</summary>
    public static bool IsSpecial(FileSystemInfo entry) =>
        OperatingSystem.IsLinux()
        && entry is FileInfo { Exists: true, Length: 0 }
        && Libc.Stat(Encoding.UTF8.GetBytes(entry.FullName), out FileStatus status).IsSuccess
        && (status.Mode & Libc.S_IFMT) is not (Libc.S_IFREG or Libc.S_IFDIR);

    private static void Push(Stack<(string Path, FileSystemInfo Entry)> due, string prefix, DirectoryInfo directory, Action<string, string>? skip)
    {
        FileSystemInfo[] entries;
        try
        {
            entries = [.. directory.EnumerateFileSystemInfos("*", s_all)];
        }
        catch (Exception problem) when (skip is not null && prefix.Length > 0 && WhyUnreadable(problem) is { } reason)
        {
            skip(prefix.TrimEnd('/'), reason);
            return;
        }

        Array.Sort(entries, static (one, other) => string.CompareOrdinal(other.Name, one.Name));
        foreach (FileSystemInfo entry in entries)
        {
            due.Push((prefix + entry.Name, entry));
        }
    }
}
