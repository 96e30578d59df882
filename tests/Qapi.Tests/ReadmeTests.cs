using System.Runtime.CompilerServices;

namespace Qapi.Tests;

/// <summary>The package's README, whose example is that of <see cref="ReadmeExamples"/>.</summary>
public sealed class ReadmeTests
{
    private static readonly string s_root = Path.GetFullPath("../..", Path.GetDirectoryName(SourcePath())!);

    [Fact]
    public void Every_example_is_one_that_compiles()
    {
        string compiled = WithoutIndentation(Read("tests/Qapi.Tests/ReadmeExamples.cs"));
        string[] examples = [.. Read("src/Qapi/README.md").Split("```csharp\n").Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)])];
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Contains(WithoutIndentation(example), compiled, StringComparison.Ordinal));
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(s_root, path));

    private static string WithoutIndentation(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()));

    private static string SourcePath([CallerFilePath] string path = "") => path;
}
