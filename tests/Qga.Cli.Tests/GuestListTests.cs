using System.Text.Json;
using Qga.Cli.Guests;
using Qga.Testing;

namespace Qga.Cli.Tests;

/// <summary>A list of guests of which one is not there: the others are served.</summary>
public sealed class GuestListTests
{
    [Theory]
    [InlineData("load new,nosuch")]
    [InlineData("list new,nosuch")]
    [InlineData("list -q new,nosuch")]
    [InlineData("wait new,nosuch")]
    [InlineData("logs new,nosuch --file /log")]
    [InlineData("exec -d new,nosuch true")]
    [InlineData("cat new,nosuch:/log")]
    [InlineData("cat new:/log nosuch:/log")]
    [InlineData("tail new,nosuch:/log")]
    [InlineData("tee new,nosuch:/log")]
    [InlineData("ping -c 1 -i 0.01 new,nosuch")]
    [InlineData("top -c 1 -i 0.01 new,nosuch")]
    public async Task Others_are_served(string line)
    {
        await using FakeGuestAgent agent = Agent();

        ToolRun run = await RunAsync(agent, line.Split(' '));

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("nosuch: there is no guest 'nosuch' on this host", run.Error + run.Output.Replace("no answer from ", "", StringComparison.Ordinal)
            .Replace(" seq=1", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("new", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("load --json new,nosuch")]
    [InlineData("list --json new,nosuch")]
    [InlineData("list -q --json new,nosuch")]
    [InlineData("doctor --json new,nosuch")]
    [InlineData("exec -d --json new,nosuch true")]
    public async Task Document_has_an_entry_for_it(string line)
    {
        await using FakeGuestAgent agent = Agent();

        ToolRun run = await RunAsync(agent, line.Split(' '));

        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement[] entries = [.. document.RootElement.EnumerateArray()];
        Assert.Equal(["new", "nosuch"], entries.Select(entry => entry.GetProperty("guest").GetString()));
        Assert.True(entries[0].TryGetProperty("answer", out _), run.Output);
        Assert.Equal("no-such-guest", entries[1].GetProperty("error").GetProperty("kind").GetString());
        Assert.Equal(5, run.ExitCode);
    }

    [Fact]
    public async Task All_unknown_is_unreachable_and_nothing_is_frozen_for_a_list_that_is_not_whole()
    {
        await using FakeGuestAgent agent = Agent();

        Assert.Equal(3, (await RunAsync(agent, "load", "a,b")).ExitCode);
        Assert.Equal(3, (await RunAsync(agent, "list", "a")).ExitCode);
        ToolRun frozen = await RunAsync(agent, "frozen", "new,nosuch", "--", "true");

        Assert.Equal((255, ""), (frozen.ExitCode, frozen.Output));
        Assert.Equal(0, agent.Freezing.Freezes);
    }

    private static FakeGuestAgent Agent()
    {
        FakeGuestAgent agent = new();
        agent.SetResult("guest-get-load", """{"load1m": 0.5, "load5m": 0.4, "load15m": 0.3}""");
        agent.SetResult("guest-exec", """{"pid": 7}""");
        agent.SetResult("guest-exec-status", $$"""{"exited": true, "exitcode": 0, "out-data": "{{Convert.ToBase64String("new\n"u8)}}"}""");
        agent.Files.Set("/log", "new\n");
        agent.Listen();
        return agent;
    }

    private static Task<ToolRun> RunAsync(FakeGuestAgent agent, params string[] words) =>
        ToolRun.StartAsync([new FixedSource(new Guest("new", agent.Address, "test"))], words, "new\n"u8.ToArray());
}
