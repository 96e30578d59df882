using System.Text;
using Qapi.Source;

namespace Qapi.Tests;

/// <summary>No text makes the reader throw, run without end or recurse without limit.</summary>
public sealed class HostileInputTests
{
    private const string Sample = """
        # A comment.
        { 'pragma': { 'doc-required': true, 'member-name-exceptions': [ 'Kind' ] } }
        { 'include': 'other.json' }
        ##
        # = Heading
        ##

        ##
        # @Kind:
        #
        # @a: first
        #     of all
        #
        # Features:
        #
        # @fast: quick
        #
        # Since: 1.0
        ##
        { 'enum': 'Kind', 'data': [ { 'name': 'a', 'if': { 'all': [ 'X', { 'not': 'Y' } ] } } ], "features": [ "fast" ] }
        ##
        # @One:
        #
        # @kind: its kind
        ##
        { 'union': 'One', 'base': { 'kind': 'Kind' }, 'discriminator': 'kind', 'data': { 'a': 'Two' } }
        ##
        # @Two:
        ##
        { 'struct': 'Two', 'data': { } }
        ##
        # @do-it:
        #
        # Returns: one
        ##
        { 'command': 'do-it', 'data': 'One', 'boxed': true, 'returns': [ 'One' ] }
        """;

    [Fact]
    public void The_sample_is_valid() => Assert.Empty(Read(Sample).Errors);

    [Fact]
    public void A_text_cut_anywhere_is_read_or_refused()
    {
        for (int length = 0; length < Sample.Length; length++)
        {
            AssertAnswered(Sample[..length]);
        }
    }

    [Fact]
    public void A_text_with_any_character_changed_is_read_or_refused()
    {
        foreach (char other in "{}[]:,'\"#@\\ \n\0*=\uD800é9")
        {
            for (int at = 0; at < Sample.Length; at++)
            {
                AssertAnswered($"{Sample[..at]}{other}{Sample[(at + 1)..]}");
            }
        }
    }

    [Fact]
    public void Random_bytes_are_read_or_refused()
    {
        var random = new Random(20140801);
        byte[] bytes = new byte[300];
        for (int round = 0; round < 2000; round++)
        {
            random.NextBytes(bytes);
            AssertAnswered(Encoding.Latin1.GetString(bytes));
        }
    }

    [Fact]
    public void Random_tokens_are_read_or_refused()
    {
        string[] tokens =
        [
            "{", "}", "[", "]", ":", ",", "'a'", "'*a'", "'A'", "'Kind'", "'struct'", "'union'", "'base'", "'type'", "'enum'",
            "'command'", "'data'", "'if'", "'not'", "'features'", "'name'", "'discriminator'", "true", "false",
            "\n##\n", "\n# @a:\n", "\n# x\n", "\n",
        ];
        var random = new Random(20140801);
        for (int round = 0; round < 5000; round++)
        {
            AssertAnswered("{ 'struct': 'Kind', 'data': { " + string.Join(' ', random.GetItems(tokens, 30)));
        }
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{ 'a': ")]
    [InlineData("{ 'command': 'a', 'if': { 'not': ")]
    public void Nesting_without_end_is_refused(string opening) =>
        Assert.Contains(Read("{ 'a': " + string.Concat(Enumerable.Repeat(opening, 100_000))).Errors, error => error.Location.Line == 1);

    [Fact]
    public void Files_that_include_one_another_without_end_are_refused()
    {
        SchemaResult result = SchemaReader.Read("0.json", new Endless());

        Assert.Contains("more than 64 files include one another", Assert.Single(result.Errors).Message, StringComparison.Ordinal);
        Assert.Equal(63, result.Errors[0].IncludedFrom.Count);
    }

    [Fact]
    public void A_long_chain_of_bases_is_read()
    {
        var text = new StringBuilder("{ 'struct': 'Ss0', 'data': { 'm0': 'int' } }\n");
        for (int i = 1; i < 1000; i++)
        {
            text.AppendLine($"{{ 'struct': 'Ss{i}', 'base': 'Ss{i - 1}', 'data': {{ 'm{i}': 'int' }} }}");
        }

        Assert.Empty(Read(text.ToString()).Errors);
    }

    [Fact]
    public void All_in_a_circle_of_bases_are_named()
    {
        SchemaResult result = Read("""
            { 'struct': 'First', 'base': 'Second', 'data': { } }
            { 'struct': 'Second', 'base': 'Third', 'data': { } }
            { 'struct': 'Third', 'base': 'First', 'data': { } }
            { 'struct': 'Fourth', 'base': 'First', 'data': { } }
            """);

        Assert.Equal(["struct 'First'", "struct 'Second'", "struct 'Third'"], result.Errors.Select(error => error.Enclosing));
    }

    [Theory]
    [InlineData("nowhere.json")]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_main_file_that_cannot_be_read_is_an_error(string name) =>
        Assert.Equal("cannot read the file", Assert.Single(SchemaReader.Read(name, new FileSources()).Errors).Message);

    [Fact]
    public void A_file_of_nothing_is_an_empty_schema() => Assert.Empty(Read("").Schema!.Definitions);

    private static SchemaResult Read(string text) =>
        SchemaReader.Read("main.json", new MemorySources { ["main.json"] = text, ["other.json"] = "" });

    private static void AssertAnswered(string text)
    {
        SchemaResult result = Read(text);
        Assert.Equal(result.Schema is null, result.Errors.Count > 0);
        Assert.All(result.Errors, error => Assert.True(error.Location is { Line: > 0, Column: > 0 }));
    }

    private sealed class Endless : ISourceProvider
    {
        public bool TryRead(string path, out string text)
        {
            int number = int.Parse(Path.GetFileNameWithoutExtension(path), System.Globalization.CultureInfo.InvariantCulture);
            text = $"{{ 'include': '{number + 1}.json' }}";
            return true;
        }
    }
}
