using System.Text.RegularExpressions;

namespace Repository.Tests;

/// <summary>Tests as documents name them: <c>Class.Method</c>, or a transcript's file name.</summary>
internal static partial class TestNames
{
    private static readonly string[] s_sources =
        [.. Directory.EnumerateFiles(Path.Combine(Tree.Root, "tests"), "*Tests*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)];

    /// <summary>The names in a text, between backticks.</summary>
    public static IEnumerable<string> In(string text) => Name().Matches(text).Select(match => match.Groups[1].Value);

    /// <summary>Whether there is such a test.</summary>
    public static bool IsThere(string name) =>
        name.EndsWith(".transcript", StringComparison.Ordinal)
            ? File.Exists(Path.Combine(Tree.Root, "tests/Conformance/Transcripts", name))
            : name.Split('.') is [string type, string method]
                && s_sources.Any(text => text.Contains($"class {type}", StringComparison.Ordinal) && text.Contains($" {method}(", StringComparison.Ordinal));

    [GeneratedRegex("`([A-Z][A-Za-z]*Tests\\.[A-Z]\\w*|[a-z0-9-]+\\.transcript)`")]
    private static partial Regex Name();
}
