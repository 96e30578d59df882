namespace Qapi.Tests;

/// <summary>
/// The examples in docs/schema-language.md are valid schemas, and the error it shows is a real one. The command that CONTRIBUTING.md adds is
/// valid beside the project's own.
/// </summary>
public sealed class DocumentationExamplesTests
{
    private static readonly string s_page = Read("schema-language.md");

    public static TheoryData<string> Examples() => [.. ExamplesOf(s_page)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_valid(string example)
    {
        SchemaResult result = SchemaReader.Read("example.json", new MemorySources { ["example.json"] = example });

        Assert.True(result.Schema is not null, string.Join('\n', result.Errors));
        Assert.NotEmpty(result.Schema.Definitions);
    }

    [Fact]
    public void The_error_shown_is_the_one_expected_of_a_bad_schema()
    {
        string error = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Bad", "include-error-inside.err"));

        Assert.Contains(error, s_page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_that_CONTRIBUTING_adds_is_valid()
    {
        string schema = Path.Combine(AppContext.BaseDirectory, "schema");
        var sources = new MemorySources();
        foreach (string file in Directory.EnumerateFiles(schema))
        {
            sources.Add(Path.GetFileName(file), File.ReadAllText(file));
        }

        string[] added = [.. ExamplesOf(Read("CONTRIBUTING.md"))];
        // Who follows the guide has both already.
        sources["uptime.json"] = added[0];
        sources["guest-agent.json"] += added[1];

        SchemaResult result = SchemaReader.Read("guest-agent.json", sources);

        Assert.True(result.Schema is not null, string.Join('\n', result.Errors));
        Assert.Contains(result.Schema.Definitions, definition => definition.Name == "guest-get-uptime");
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", page));

    private static IEnumerable<string> ExamplesOf(string page) =>
        page.Split("```qapi\n").Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)]);
}
