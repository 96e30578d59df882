using Qapi.Source;

namespace Qapi.Tests;

/// <summary>
/// Each schema in Bad/ breaks one rule; the file beside it, with the ending <c>.err</c>, has the one error to expect.
/// </summary>
public sealed class BadSchemaTests
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Bad");

    public static TheoryData<string> Schemas() =>
        [.. Directory.EnumerateFiles(s_folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Has_the_expected_error(string name)
    {
        SchemaResult result = SchemaReader.Read(name + ".json", new FileSources(s_folder));

        Assert.Null(result.Schema);
        Assert.Single(result.Errors);
        Expected.Matches($"Bad/{name}.err", $"{result.Errors[0]}\n");
    }

    [Fact]
    public void No_expected_error_is_left_without_its_schema() =>
        Assert.All(Directory.EnumerateFiles(s_folder, "*.err"), file => Assert.True(File.Exists(Path.ChangeExtension(file, ".json")), file));
}
