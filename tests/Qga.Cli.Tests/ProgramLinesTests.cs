using System.Text;
using System.Text.Json;

namespace Qga.Cli.Tests;

/// <summary>The output of programs as lines of JSON, while they run.</summary>
public sealed class ProgramLinesTests
{
    public static TheoryData<string> Agents => RunningAgent.Agents;

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Each_piece_is_a_line_and_the_last_has_the_exit_code(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        await File.WriteAllTextAsync($"{agent.Folder}/script", "echo é; echo error >&2; exit 3", TestContext.Current.CancellationToken);
        string[][] verbs =
        [
            ["exec", "--jsonl", agent.Address, "--", "/bin/sh", $"{agent.Folder}/script"],
            ["run", "--jsonl", agent.Address, $". {agent.Folder}/script"],
            ["script", "--jsonl", agent.Address, $"{agent.Folder}/script"],
        ];
        foreach (string[] words in verbs)
        {
            ToolRun run = await ToolRun.StartAsync(words);

            Assert.Equal((3, ""), (run.ExitCode, run.Error));
            JsonElement[] lines = Read(run.Output);
            Assert.All(lines[..^1], line => Assert.Equal(agent.Address, line.GetProperty("guest").GetString()));
            Assert.Equal("é\n", TextOf(lines, "stdout"));
            Assert.Equal("error\n", TextOf(lines, "stderr"));
            JsonElement end = lines[^1].GetProperty("answer");
            Assert.Equal((3, JsonValueKind.Null), (end.GetProperty("exit-code").GetInt32(), end.GetProperty("signal").ValueKind));
            Assert.False(end.TryGetProperty("output", out _));
        }
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Bytes_that_are_no_text_are_base64(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);

        ToolRun run = await ToolRun.StartAsync("run", "--jsonl", agent.Address, "printf '\\303'; sleep 0.1; printf '\\251'; sleep 0.1; printf '\\377\\303'");

        JsonElement[] lines = Read(run.Output);
        byte[] all =
        [
            .. lines[..^1].Select(line => line.GetProperty("answer")).SelectMany(piece => piece.TryGetProperty("text", out JsonElement text)
                ? Encoding.UTF8.GetBytes(text.GetString()!) : piece.GetProperty("base64").GetBytesFromBase64()),
        ];
        Assert.Equal(new byte[] { 0xC3, 0xA9, 0xFF, 0xC3 }, all);
    }

    [Fact]
    public async Task Failure_is_a_line()
    {
        ToolRun run = await ToolRun.StartAsync("exec", "--jsonl", "/no/such.sock", "--", "true");

        Assert.Equal(255, run.ExitCode);
        Assert.Equal("no-socket", Assert.Single(Read(run.Output)).GetProperty("error").GetProperty("kind").GetString());
    }

    private static JsonElement[] Read(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static string TextOf(JsonElement[] lines, string stream) => string.Concat(lines[..^1]
        .Select(line => line.GetProperty("answer"))
        .Where(piece => piece.GetProperty("stream").GetString() == stream)
        .Select(piece => piece.GetProperty("text").GetString()));
}
