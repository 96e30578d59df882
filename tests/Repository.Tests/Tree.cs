using Qga.Support;

namespace Repository.Tests;

/// <summary>The project's own files.</summary>
internal static class Tree
{
    /// <summary>The folder that the solution is in.</summary>
    public static string Root { get; } = ProjectFolder.Root;

    /// <summary>The texts for people: those in the root, in docs/ and beside the tests.</summary>
    public static IEnumerable<string> Documents =>
        [
            .. Directory.EnumerateFiles(Root, "*.md"),
            .. Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md"),
            Path.Combine(Root, "tests", "Conformance", "README.md"),
        ];

    /// <summary>The code, without what builds have made.</summary>
    public static IEnumerable<string> Sources =>
        Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(Root, path).Split('/').Any(folder => folder is "bin" or "obj" or "artifacts"))
            .Order(StringComparer.Ordinal);
}
