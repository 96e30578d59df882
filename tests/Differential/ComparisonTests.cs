namespace Qga.Differential;

/// <summary>What counts as a difference, and what explains one.</summary>
public static class ComparisonTests
{
    [Theory]
    [InlineData("""{"return": {"a": 1, "b": "x"}}""", """{"return": {"b": "\u0078", "a": 1}}""", "")]
    [InlineData("""{"return": {"a": 1}}""", """{"return": {"a": 1.0}}""", "return.a: 1, 1.0")]
    [InlineData("""{"return": {"a": 1}}""", """{"return": {"a": "1"}}""", "return.a: 1, \"1\"")]
    [InlineData("""{"return": {"a": 1}}""", """{"return": {}}""", "return.a: 1, nothing")]
    [InlineData("""{"return": {}}""", """{"return": {}, "id": null}""", "id: nothing, null")]
    [InlineData("""{"return": [1, 2]}""", """{"return": [1]}""", "return[]: 2, nothing")]
    [InlineData("""{"return": [{"name": "a", "x": 1}, {"name": "b"}]}""",
        """{"return": [{"name": "b"}, {"name": "a", "x": 2}]}""",
        "return[].x: 1, 2; return[] order: a b, b a")]
    [InlineData("""{"return": [{"name": "a"}]}""", """{"return": [{"name": "b"}]}""",
        "return[]: {\"name\":\"a\"}, nothing; return[]: nothing, {\"name\":\"b\"}")]
    [InlineData("""{"error": {"class": "GenericError", "desc": "a"}}""", """{"error": {"class": "GenericError", "desc": "b"}}""", "error.desc: \"a\", \"b\"")]
    [InlineData("""{"return": {}}""", """{"error": {}}""", ": {\"return\": {}}, {\"error\": {}}")]
    [InlineData("\u00FF{\"return\": 1}", """{"return": 1}""", ": \u00FF{\"return\": 1}, {\"return\": 1}")]
    [InlineData("""{"return": inf}""", """{"return": inf}""", "")]
    public static void Values_are_compared(string ours, string qemu, string expected) =>
        Assert.Equal(expected, string.Join("; ", Compare([ours], [qemu]).Select(it => $"{it.Path}: {it.Ours}, {it.Qemu}")));

    [Fact]
    public static void Silence_is_a_difference() => Assert.Single(Compare(["{}"], []));

    [Theory]
    [InlineData("at: return.*\nours: 1*\nqemu: 2", true)]
    [InlineData("at: return.load\nrequest: *guest-x*", true)]
    [InlineData("at: return.load\nrequest: *guest-y*", false)]
    [InlineData("at: return", false)]
    [InlineData("ours: 12", false)]
    [InlineData("at: return.load\nours: 1", false)]
    [InlineData("at: return.load\nnear: 10", true)]
    [InlineData("at: return.load\nnear: 9", false)]
    public static void Explanations_fit_or_not(string block, bool expected)
    {
        var difference = new Difference(new Request("guest-x", "{\"execute\": \"guest-x\"}", true), "return.load", "12", "2");
        Assert.Equal(expected, Assert.Single(Explanation.ReadAll($"# List\n\nreason: because\n{block}\n")).Explains(difference));
    }

    [Theory]
    [InlineData("at: return", "line 1: no reason is given")]
    [InlineData("reason: a\nwhere: b", "line 2 makes no sense: where: b")]
    [InlineData("reason: a\nreason: b", "line 2 makes no sense: reason: b")]
    public static void Lists_that_make_no_sense_are_refused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Explanation.ReadAll(text)).Message);

    private static IReadOnlyList<Difference> Compare(IReadOnlyList<string> ours, IReadOnlyList<string> qemu) =>
        new Comparison(new Request("guest-x", "", true)).Of(ours, qemu);
}
