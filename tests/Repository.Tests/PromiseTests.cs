using System.Text.RegularExpressions;
using Qga.Support;

namespace Repository.Tests;

/// <summary>What docs/limits.md and docs/security.md promise is shown by a test.</summary>
public sealed partial class PromiseTests
{
    [Theory]
    [InlineData("limits.md")]
    [InlineData("security.md")]
    public void Every_test_that_is_named_is_there(string document)
    {
        string[] names = [.. TestNames.In(Read(document))];
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(TestNames.IsThere(name), name));
    }

    [Theory]
    [InlineData("limits.md")]
    [InlineData("security.md")]
    public void Every_promise_names_its_test(string document)
    {
        IEnumerable<string> rows = Read(document).Split('\n').SkipWhile(line => !IsHead(line)).Where(line => line.StartsWith('|'));
        string[] promises = [.. rows.Where(line => !IsHead(line) && !line.StartsWith("|---", StringComparison.Ordinal))];
        Assert.NotEmpty(promises);
        Assert.All(promises, line => Assert.NotEmpty(TestNames.In(line.TrimEnd(' ', '|').Split('|')[^1])));
    }

    [Fact]
    public void What_a_command_can_do_is_said_of_each()
    {
        IEnumerable<string> told = CommandRow().Matches(Read("security.md")).Select(row => row.Groups[1].Value);
        IEnumerable<string> declared = AgentSchema.Own.Commands.Select(command => command.Name).Append("guest-get-devices");
        Assert.Equal(declared.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    private static bool IsHead(string line) => line.EndsWith("| shown by |", StringComparison.Ordinal);

    private static string Read(string document) => File.ReadAllText(Path.Combine(Tree.Root, "docs", document));

    [GeneratedRegex(@"^\| `((?:guest-|__qga_)[a-z-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex CommandRow();
}
