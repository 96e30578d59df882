using System.Globalization;
using System.Text.RegularExpressions;

namespace Repository.Tests;

/// <summary>What .editorconfig says of the length of lines and no tool looks at.</summary>
public sealed partial class LineLengthTests
{
    [Fact]
    public void No_line_of_code_is_longer_than_the_limit()
    {
        int limit = int.Parse(
            Limit().Matches(File.ReadAllText(Path.Combine(Tree.Root, ".editorconfig"))).Single().Groups[1].Value, CultureInfo.InvariantCulture);
        string[] longer =
        [
            .. Tree.Sources.SelectMany(path => File.ReadLines(path)
                .Select((line, index) => (line.Length, Place: $"{Path.GetRelativePath(Tree.Root, path)}:{index + 1}"))
                .Where(line => line.Length > limit)
                .Select(line => $"{line.Place}: {line.Length} characters, {limit} are allowed")),
        ];
        Assert.True(longer.Length == 0, string.Join('\n', longer));
    }

    [GeneratedRegex(@"^max_line_length = ([0-9]+)$", RegexOptions.Multiline)]
    private static partial Regex Limit();
}
