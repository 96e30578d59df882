using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Qga.Client.Hosting.Tests;

/// <summary>The package's README, whose examples are those of <see cref="DocumentationExamples"/>.</summary>
public sealed class DocumentationTests
{
    private static readonly string s_root = Path.GetFullPath("../..", Path.GetDirectoryName(SourcePath())!);

    [Fact]
    public void Every_example_is_one_that_compiles()
    {
        string compiled = WithoutIndentation(Read("tests/Qga.Client.Hosting.Tests/DocumentationExamples.cs"));
        string[] examples =
        [
            .. Read("src/Qga.Client.Hosting/README.md").Split("```csharp\n").Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)]),
        ];
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Contains(WithoutIndentation(example), compiled, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_examples_register_is_there()
    {
        ServiceCollection services = new();
        services.AddLogging();
        DocumentationExamples.Register(new(services));
        await using ServiceProvider provider = services.BuildServiceProvider();

        Assert.NotNull(provider.GetRequiredService<DocumentationExamples.Backup>());
        Assert.Equal("libvirt:db@qemu:///system", provider.GetRequiredKeyedService<GuestAgentClient>("db").Address?.ToString());
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(s_root, path));

    private static string WithoutIndentation(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()));

    private static string SourcePath([CallerFilePath] string path = "") => path;
}
