using Qga.Agent.Policy;

namespace Qga.Agent.Tests.Policy;

public sealed class GlobTests
{
    [Theory]
    [InlineData("/a", "/a", true)]
    [InlineData("/a", "/A", false)]
    [InlineData("/a", "/ab", false)]
    [InlineData("/ab", "/a", false)]
    [InlineData("/?", "/a", true)]
    [InlineData("/?", "//", false)]
    [InlineData("/?", "/", false)]
    [InlineData("/*", "/abc", true)]
    [InlineData("/*", "/", true)]
    [InlineData("/*", "/a/b", false)]
    [InlineData("/*.log", "/x.log", true)]
    [InlineData("/*.log", "/x.log.log", true)]
    [InlineData("/*.log", "/x.log.1", false)]
    [InlineData("/*/b", "/a/b", true)]
    [InlineData("/*/b", "/a/c/b", false)]
    [InlineData("/var/**", "/var/a/b", true)]
    [InlineData("/var/**", "/var/", true)]
    [InlineData("/var/**", "/var", false)]
    [InlineData("/var/**", "/variable", false)]
    [InlineData("/**", "/", true)]
    [InlineData("/**/b", "/a/c/b", true)]
    [InlineData("/**/b", "/b", false)]
    [InlineData("/**/x*y", "/a/xb/xcy", true)]
    [InlineData("/**/x*y", "/a/xb/cy", false)]
    [InlineData("/**a*/b**c", "/1a/b/2/a3/b/c", true)]
    [InlineData("/**a*/b**c", "/1a/4/2/a3/d/c", false)]
    [InlineData("/a*b*c", "/abxcbc", true)]
    [InlineData("/a*b*c", "/abx/c", false)]
    [InlineData("svc-*", "svc-web", true)]
    [InlineData("*", "anyone", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    public void Stars_stop_at_slashes_unless_there_are_two(string pattern, string text, bool fits) => Assert.Equal(fits, Glob.Fits(pattern, text));

    [Fact]
    public void A_pattern_that_does_not_fit_costs_no_more_than_its_length_times_that_of_the_text() =>
        Assert.False(Glob.Fits(string.Concat(Enumerable.Repeat("/**a*a", 30)), new string('a', 4000)));

    [Theory]
    [InlineData("/etc/hosts", null)]
    [InlineData("/etc/shadow", "refused by '!/etc/shadow' of 'read' in [policy]")]
    [InlineData("/root/x", "not permitted by 'read' in [policy]")]
    public void An_exclusion_counts_wherever_it_stands(string path, string? refusal) =>
        Assert.Equal(refusal, new PatternRule("read", "[policy]", ["!/etc/shadow", "/etc/**"]).Refusal(path));

    [Fact]
    public void An_empty_list_permits_nothing() =>
        Assert.Equal("not permitted by 'write' in [policy]", new PatternRule("write", "[policy]", []).Refusal("/x"));
}
