using System.Text.RegularExpressions;
using Qga.Cli.Output;
using Qga.Support;

namespace Qga.Cli.Tests;

/// <summary>docs/qga-json.md against what the verbs say of their fields, and against what they write.</summary>
public sealed partial class FieldDocumentationTests
{
    public static TheoryData<string> Verbs => [.. All().Where(verb => verb.Fields.Count > 0).Select(verb => verb.Name)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_field_is_described_and_every_description_has_a_field(string name)
    {
        string document = File.ReadAllText(ProjectFolder.PathOf("docs/qga-json.md"));
        int start = document.IndexOf($"\n## {name}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"docs/qga-json.md has no section '{name}'");
        int end = document.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        string section = end < 0 ? document[start..] : document[start..end];
        Assert.Equal(
            All().Single(verb => verb.Name == name).Fields.Select(field => field.Name).Distinct().Order(),
            FirstCell().Matches(section).SelectMany(cell => Name().Matches(cell.Value)).Select(match => match.Groups[1].Value).Order());
    }

    private static IEnumerable<Verb> All() =>
        CommandTree.Build(
            new(new Terminal { Output = TextWriter.Null, Error = TextWriter.Null, Input = () => Stream.Null }, new([]))).Subcommands.OfType<Verb>();

    [GeneratedRegex("^\\| `[^|]+ \\| ", RegexOptions.Multiline)]
    private static partial Regex FirstCell();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
