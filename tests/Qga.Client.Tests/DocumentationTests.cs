using System.Runtime.CompilerServices;

namespace Qga.Client.Tests;

/// <summary>The guide and the package's README, whose examples are those of <see cref="DocumentationExamples"/>.</summary>
public sealed class DocumentationTests
{
    private static readonly string s_root = Path.GetFullPath("../..", Path.GetDirectoryName(SourcePath())!);

    [Theory]
    [InlineData("docs/client.md")]
    [InlineData("src/Qga.Client/README.md")]
    public void Every_example_is_one_that_compiles(string page)
    {
        string compiled = WithoutIndentation(Read("tests/Qga.Client.Tests/DocumentationExamples.cs"));
        string[] examples = [.. Read(page).Split("```csharp\n").Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)])];
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Contains(WithoutIndentation(example), compiled, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Link_that_writes_the_dialogue_does_what_the_guide_says()
    {
        await using StringWriter log = new();
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        await using GuestAgentClient client = new(new DocumentationExamples.WritingLink(agent.Link!, log));
        Task<long> call = client.GuestGetTimeAsync(TestContext.Current.CancellationToken);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await agent.SayAsync("{\"return\": 7}\n");
        Assert.Equal(7, await call);
        Assert.Equal("-> {\"execute\": \"guest-get-time\"}\n<- {\"return\": 7}\n", log.ToString());
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(s_root, path));

    private static string WithoutIndentation(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()));

    private static string SourcePath([CallerFilePath] string path = "") => path;
}
