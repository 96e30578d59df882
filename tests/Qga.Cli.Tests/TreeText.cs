using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace Qga.Cli.Tests;

/// <summary>A tree of files as lines that can be compared.</summary>
[SupportedOSPlatform("linux")]
internal static class TreeText
{
    /// <summary>Each thing with its mode, and what it has: SHA-256 or target.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="filter">Which of it counts, by path; null: all.</param>
    public static string[] Of(string root, Func<string, bool>? filter = null) =>
    [
        .. All(new(root))
            .Where(entry => filter?.Invoke(Path.GetRelativePath(root, entry.FullName)) != false)
            .Select(entry => $"{Path.GetRelativePath(root, entry.FullName)} {Describe(entry)}")
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>What copies that were not finished have left in a directory.</summary>
    public static string[] Temporary(string folder) => [.. Directory.EnumerateFileSystemEntries(folder, ".qga-*")];

    /// <summary>Bytes that are not all the same.</summary>
    public static byte[] Content(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    // Links are not followed.
    private static IEnumerable<FileSystemInfo> All(DirectoryInfo directory) =>
        directory.EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = 0 })
            .SelectMany(entry => entry is DirectoryInfo { LinkTarget: null } inner ? All(inner).Prepend(entry) : [entry]);

    private static string Describe(FileSystemInfo entry) => entry switch
    {
        { LinkTarget: string target } => $"-> {target}",
        DirectoryInfo => $"{entry.UnixFileMode}",
        _ => $"{entry.UnixFileMode} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(entry.FullName)))}",
    };
}
