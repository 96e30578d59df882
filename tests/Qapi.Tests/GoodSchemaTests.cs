using Qapi.Model;
using Qapi.Source;

namespace Qapi.Tests;

/// <summary>
/// Each schema in Good/ is valid; the file beside it, with the ending <c>.model</c>, has what is to be read from it.
/// </summary>
public sealed class GoodSchemaTests
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Good");

    public static TheoryData<string> Schemas() =>
        [.. Directory.EnumerateFiles(s_folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Has_the_expected_model(string name)
    {
        SchemaResult result = SchemaReader.Read(name + ".json", new FileSources(s_folder));

        Assert.True(result.Schema is not null, string.Join('\n', result.Errors));
        Expected.Matches($"Good/{name}.model", ModelText.Of(result.Schema));
    }

    /// <summary>A Roslyn generator runs again only where its input has become another one: equal texts must give equal models.</summary>
    [Theory]
    [MemberData(nameof(Schemas))]
    public void Is_equal_when_read_again(string name)
    {
        Schema? first = SchemaReader.Read(name + ".json", new FileSources(s_folder)).Schema;
        Schema? second = SchemaReader.Read(name + ".json", new FileSources(s_folder)).Schema;

        Assert.NotSame(first, second);
        Assert.Equal(first, second);
        Assert.Equal(first!.GetHashCode(), second!.GetHashCode());
    }

    [Fact]
    public void Differs_when_one_name_differs()
    {
        static Schema? Read(string name)
        {
            var sources = new MemorySources { ["main.json"] = $"{{ 'command': 'reset', 'data': {{ '{name}': 'bool' }} }}" };
            return SchemaReader.Read("main.json", sources).Schema;
        }

        Assert.NotEqual(Read("force"), Read("forced"));
    }

    [Fact]
    public void A_file_is_the_same_file_however_its_path_is_written()
    {
        SchemaResult result = SchemaReader.Read("./a/../main.json", new MemorySources
        {
            ["./a/../main.json"] = "{ 'include': 'parts/one.json' } { 'include': 'parts/two.json' }",
            ["parts/one.json"] = "{ 'include': '../parts/./two.json' } { 'include': 'two.json' }",
            ["parts/two.json"] = "{ 'command': 'reset' }",
        });

        Assert.Equal(["main", "parts/one", "parts/two"], result.Schema!.Modules.Select(module => module.Name));
    }

    [Fact]
    public void Modules_are_named_relative_to_the_main_file()
    {
        SchemaResult result = SchemaReader.Read("/schemas/agent/main.json", new MemorySources
        {
            ["/schemas/agent/main.json"] = """
                { 'include': 'file.json' }
                { 'include': '../shared/types.json' }
                { 'include': '/schemas/agent/deep/time.json' }
                """,
            ["/schemas/agent/file.json"] = "",
            ["/schemas/shared/types.json"] = "",
            ["/schemas/agent/deep/time.json"] = "",
        });

        Assert.Equal(["main", "file", "../shared/types", "deep/time"], result.Schema!.Modules.Select(module => module.Name));
    }
}
