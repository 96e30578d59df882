using System.Text;
using System.Text.RegularExpressions;
using Qga.Agent.Configuration;

namespace Qga.Conformance;

/// <summary>The configurations that docs/policy.md shows.</summary>
public sealed partial class PolicyDocumentTests
{
    public static readonly TheoryData<string> Examples =
        [.. Example().Matches(File.ReadAllText(ProjectFolder.PathOf("docs/policy.md"))).Select(match => match.Groups[1].Value)];

    [Fact]
    public void There_are_an_introduction_and_three_examples() => Assert.Equal(4, Examples.Count);

    [Theory, MemberData(nameof(Examples))]
    public void Every_example_is_understood(string content)
    {
        AgentSettings? settings = ConfigurationFile.Read(Encoding.UTF8.GetBytes(content), out string? error);

        Assert.Null(error);
        Assert.NotEmpty(settings!.Policies);
    }

    [GeneratedRegex("```ini\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
