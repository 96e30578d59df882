using System.Runtime.CompilerServices;

namespace Qga.Monitor.Tests;

/// <summary>The guide and the package's README, whose examples are those of <see cref="DocumentationExamples"/>.</summary>
public sealed class DocumentationTests
{
    private static readonly string s_root = Path.GetFullPath("../..", Path.GetDirectoryName(SourcePath())!);

    [Theory]
    [InlineData("docs/monitor.md")]
    [InlineData("src/Qga.Monitor/README.md")]
    public void Every_example_is_one_that_compiles(string page)
    {
        string compiled = WithoutIndentation(Read("tests/Qga.Monitor.Tests/DocumentationExamples.cs"));
        string[] examples =
        [
            .. Read(page).Split("```csharp\n").Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)]),
        ];
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Contains(WithoutIndentation(example), compiled, StringComparison.Ordinal));
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(s_root, path));

    private static string WithoutIndentation(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()));

    private static string SourcePath([CallerFilePath] string path = "") => path;
}
