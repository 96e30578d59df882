using System.Text.RegularExpressions;

namespace Qga.Cli.Tests;

/// <summary>docs/qga-json.md has every column of the verbs that act.</summary>
public sealed partial class ColumnDocumentationTests
{
    [Fact]
    public void Every_field_is_documented()
    {
        string root = Root();
        string page = File.ReadAllText(Path.Combine(root, "docs/qga-json.md"));
        string[] fields =
        [
            .. Directory.EnumerateFiles(Path.Combine(root, "src/Qga.Cli/Verbs"), "*.cs")
                .SelectMany(file => Column().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
                .Distinct(),
        ];

        Assert.Contains("thawed-early", fields);
        Assert.All(fields, field => Assert.Contains($"`{field}`", page, StringComparison.Ordinal));
    }

    // The heading of a column is in capitals, or empty where only programs see it.
    [GeneratedRegex("""new\("[^a-z"]*", "([a-z0-9-]+)"[,)]""")]
    private static partial Regex Column();

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Qga.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
