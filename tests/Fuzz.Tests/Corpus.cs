namespace Qga.Fuzz.Tests;

/// <summary>The inputs under fuzz/corpus: those that were written by hand, and those that a fuzzer found or failed at.</summary>
internal static class Corpus
{
    private static readonly string s_root = ProjectFolder.PathOf("fuzz/corpus");

    /// <summary>The folders, each named after a target.</summary>
    public static IEnumerable<string> Folders => Directory.EnumerateDirectories(s_root).Select(folder => Path.GetFileName(folder));

    /// <summary>A target's inputs by the names of their files.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Of(string target) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(s_root, target))
            .Order(StringComparer.Ordinal)
            .Select(path => (Path.GetFileName(path), File.ReadAllBytes(path))),
    ];
}
