using System.Text.Json;
using Qga.Cli.Schema;

namespace Qga.Cli.Tests;

public sealed class SchemaVerbTests
{
    private const string Info =
        """
        {"version": "8.2.0", "supported_commands": [{"enabled": true, "name": "guest-ping", "success-response": true},
        {"enabled": false, "name": "guest-exec", "success-response": true}, {"enabled": true, "name": "guest-shutdown", "success-response": false},
        {"enabled": true, "name": "__qga_peek", "success-response": true}]}
        """;

    [Fact]
    public async Task Commands_are_listed_with_their_state()
    {
        await using PlayedAgent agent = new PlayedAgent().On("guest-info", Info.ReplaceLineEndings(" "));

        ToolRun run = await ToolRun.StartAsync("commands", agent.Address);

        string[] lines = run.Output.Split('\n');
        Assert.Equal(0, run.ExitCode);
        Assert.Matches("^COMMAND +STATE +ANSWERS +OURS +SINCE +SUMMARY$", lines[0]);
        Assert.Matches("^__qga_peek +enabled +yes +yes +- +-$", lines[1]);
        Assert.Matches("^guest-exec +blocked +yes +no +2.5 +Starts a program and does not wait for it$", lines[2]);
        Assert.Matches("^guest-ping +enabled +yes +no +", lines[3]);
        Assert.Matches("^guest-shutdown +enabled +no +no +0.15 +Asks the guest's system to shut down$", lines[4]);
        Assert.DoesNotContain("missing", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_agent_lacks_is_listed_on_demand()
    {
        await using PlayedAgent agent = new PlayedAgent().On("guest-info", Info.ReplaceLineEndings(" "));

        ToolRun run = await ToolRun.StartAsync("commands", agent.Address, "--missing");

        Assert.Equal(4 + CommandCatalog.Commands.Count - 3, run.Output.Count(one => one == '\n') - 1);
        Assert.Matches("(?m)^guest-get-osinfo +missing +yes +no +2.10 +", run.Output);
    }

    [Fact]
    public async Task A_command_is_described()
    {
        ToolRun run = await ToolRun.StartAsync("schema", "guest-exec");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("guest-exec path=... [arg=...] [env=...] [input-data=...] [capture-output=...]\n\nStarts a program", run.Output,
            StringComparison.Ordinal);
        Assert.Contains("\n  arg (list of string, optional)\n      the arguments\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n  input-data (string, base64, optional)\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nReturns GuestExec: the started program\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n  merged [not CONFIG_WIN32]\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("\nSince: 2.5\n", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task Every_command_and_type_can_be_described_and_is_json()
    {
        foreach (string name in (string[])[.. CommandCatalog.Commands.Select(one => one.Name), .. CommandCatalog.Types.Select(one => one.Name)])
        {
            Assert.Equal(0, (await ToolRun.StartAsync("schema", name)).ExitCode);
            using JsonDocument json = JsonDocument.Parse((await ToolRun.StartAsync("schema", name, "--json")).Output);
            Assert.NotEqual("", json.RootElement.GetProperty("text").GetString());
        }
    }

    [Fact]
    public async Task All_commands_are_listed()
    {
        ToolRun run = await ToolRun.StartAsync("schema");

        Assert.Equal(CommandCatalog.Commands.Count + 1, run.Output.Count(one => one == '\n'));
    }

    [Fact]
    public async Task A_name_that_the_schema_lacks_gets_a_suggestion()
    {
        ToolRun run = await ToolRun.StartAsync("schema", "exec");

        Assert.Equal((2, "qga: the schema has no command or type 'exec'; did you mean 'guest-exec'?\n"), (run.ExitCode, run.Error));
    }
}
