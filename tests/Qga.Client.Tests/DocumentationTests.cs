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

    [Theory]
    [InlineData(1.5, true, "{\"return\": {}}")]
    [InlineData(-0.001, false, "")]
    public async Task Link_over_libvirt_does_what_the_guide_says(double seconds, bool isAnswered, string expected)
    {
        DocumentationExamples.LibvirtLink link = new(new SlowDomain());
        LinkRequest request = new("guest-x", "{}"u8.ToArray(), TimeSpan.FromSeconds(seconds), isAnswered);
        ReadOnlyMemory<byte> reply = await link.ExchangeAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(reply.Span));
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(s_root, path));

    private static string WithoutIndentation(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()));

    private static string SourcePath([CallerFilePath] string path = "") => path;

    // Answers who waits two seconds, and is silent to who waits without end.
    private sealed class SlowDomain : IAgentDomain
    {
        public string QemuAgentCommand(string text, int seconds) => seconds switch
        {
            2 => "{\"return\": {}}",
            -2 => throw new AgentUnresponsiveException(),
            _ => throw new AgentErrorException(text),
        };
    }
}
