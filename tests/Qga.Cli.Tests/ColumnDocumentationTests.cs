using System.Text.RegularExpressions;
using Qga.Support;

namespace Qga.Cli.Tests;

/// <summary>docs/qga-json.md has every column of the verbs that act.</summary>
public sealed partial class ColumnDocumentationTests
{
    [Fact]
    public void Every_field_is_documented()
    {
        string page = File.ReadAllText(ProjectFolder.PathOf("docs/qga-json.md"));
        string[] fields =
        [
            .. Directory.EnumerateFiles(ProjectFolder.PathOf("src/Qga.Cli/Verbs"), "*.cs")
                .SelectMany(file => Column().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
                .Distinct(),
        ];

        Assert.Contains("thawed-early", fields);
        Assert.All(fields, field => Assert.Contains($"`{field}`", page, StringComparison.Ordinal));
    }

    // The heading of a column is in capitals, or empty where only programs see it.
    [GeneratedRegex("""new\("[^a-z"]*", "([a-z0-9-]+)"[,)]""")]
    private static partial Regex Column();
}
