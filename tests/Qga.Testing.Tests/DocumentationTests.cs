using System.Runtime.CompilerServices;
using Qga.Client;

namespace Qga.Testing.Tests;

/// <summary>The package's README. Its examples stand here word for word, and do what it says.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void Every_example_is_one_that_compiles()
    {
        string source = SourcePath();
        string readme = File.ReadAllText(Path.GetFullPath("../../src/Qga.Testing/README.md", Path.GetDirectoryName(source)!));
        string compiled = WithoutIndentation(File.ReadAllText(source));
        string[] examples = [.. readme.Split("```csharp\n").Skip(1).Select(rest => rest[..rest.IndexOf("```\n", StringComparison.Ordinal)])];
        Assert.Equal(3, examples.Length);
        Assert.All(examples, example => Assert.Contains(WithoutIndentation(example), compiled, StringComparison.Ordinal));
    }

#pragma warning disable xUnit1051 // The examples have no cancellation.
    [Fact]
    public async Task Answer()
    {
        await using FakeGuestAgent agent = new();
        agent.SetResult("guest-get-host-name", """{"host-name": "web1"}""");
        await using GuestAgentClient client = new(agent.Connect());
        Assert.Equal("web1", (await client.GuestGetHostNameAsync()).HostName);
    }

    [Fact]
    public async Task Faults()
    {
        await using FakeGuestAgent agent = new();
        agent.Script("guest-fsfreeze-thaw", FakeStep.LoseRequest, FakeStep.CloseAfter);
        agent.Script("guest-get-time", FakeStep.ReplyLate(TimeSpan.FromSeconds(10)), FakeStep.GarbageInstead("tea\n"u8));
        agent.Script("guest-ping", FakeStep.LoseReply with { Closes = true });
        await using GuestAgentClient client = new(agent.Connect());
        await Assert.ThrowsAsync<GuestConnectionLostException>(() => client.GuestPingAsync());
    }

    [Fact]
    public async Task Freeze()
    {
        await using FakeGuestAgent agent = new();
        agent.Freezing.Mountpoints = ["/", "/srv"];
        await using GuestAgentClient client = new(agent.Connect());
        await using FrozenGuest frozen = await client.FreezeAsync();
        agent.Freezing.ThawInGuest("/srv");
        FreezeReport report = await frozen.ThawAsync();
        Assert.Throws<GuestThawedEarlyException>(report.ThrowIfThawedEarly);
        Assert.False(agent.Freezing.IsFrozen);
    }
#pragma warning restore xUnit1051

    private static string WithoutIndentation(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()));

    private static string SourcePath([CallerFilePath] string path = "") => path;
}
