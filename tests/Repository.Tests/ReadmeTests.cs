using System.Text.RegularExpressions;
using Qapi;
using Qapi.Model;
using Qapi.Source;

namespace Repository.Tests;

public sealed partial class ReadmeTests
{
    [Fact]
    public void The_table_of_commands_is_the_schemas()
    {
        SchemaResult result = SchemaReader.Read("guest-agent.json", new FileSources(Path.Combine(Tree.Root, "schema")));
        Assert.Empty(result.Errors);
        IEnumerable<string> declared = result.Schema!.Definitions.OfType<CommandDefinition>().Select(command => command.Name);
        IEnumerable<string> listed = TableRow().Matches(File.ReadAllText(Path.Combine(Tree.Root, "README.md"))).Select(row => row.Groups[1].Value);
        Assert.Equal(declared.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `((?:guest-|__qga_)[a-z-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
