namespace Qapi.Tests;

/// <summary>The examples in docs/schema-language.md are sound schemas, and the error it shows is a real one.</summary>
public sealed class DocumentationExamplesTests
{
    private static readonly string _page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "schema-language.md"));

    public static TheoryData<string> Examples() =>
        [.. _page.Split("```qapi\n").Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)])];

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_sound(string example)
    {
        SchemaResult result = SchemaReader.Read("example.json", new MemorySources { ["example.json"] = example });

        Assert.True(result.Schema is not null, string.Join('\n', result.Errors));
        Assert.NotEmpty(result.Schema.Definitions);
    }

    [Fact]
    public void The_error_shown_is_the_one_expected_of_a_bad_schema()
    {
        string error = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Bad", "include-error-inside.err"));

        Assert.Contains(error, _page, StringComparison.Ordinal);
    }
}
