using System.Globalization;
using System.Text.RegularExpressions;

namespace Repository.Tests;

/// <summary>The table of the original's faults in docs/differences.md.</summary>
public sealed partial class FaultTableTests
{
    private const int Faults = 43;

    [Fact]
    public void Every_fault_has_its_line() =>
        Assert.Equal(Enumerable.Range(1, Faults), Lines().Select(line => int.Parse(line.Groups["number"].Value, CultureInfo.InvariantCulture)));

    [Fact]
    public void Every_line_names_a_test_that_is_there()
    {
        foreach (Match line in Lines())
        {
            string[] names = [.. TestNames.In(line.Groups["tests"].Value)];
            Assert.NotEmpty(names);
            Assert.All(names, name => Assert.True(TestNames.IsThere(name), $"{line.Groups["number"].Value}: there is no {name}"));
        }
    }

    [Fact]
    public void The_readme_counts_what_is_mended()
    {
        string[] states = [.. Lines().Select(line => line.Groups["state"].Value)];
        Assert.All(states, state => Assert.Contains(state, (string[])["Mended", "Partly", "Same", "Elsewhere"]));
        Assert.Contains(
            $"Of {states.Length} known faults of QEMU's agent, it mends {states.Count(state => state == "Mended")} in full and "
                + $"{states.Count(state => state == "Partly")} in part.",
            File.ReadAllText(Path.Combine(Tree.Root, "README.md")),
            StringComparison.Ordinal);
    }

    private static MatchCollection Lines() => Line().Matches(File.ReadAllText(Path.Combine(Tree.Root, "docs/differences.md")));

    [GeneratedRegex(@"^\| (?<number>[0-9]+) \|[^|]*\| \*\*(?<state>\w+)\.\*\*[^|]*\|(?<tests>[^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
