using System.Text;

namespace Qga.Cli.Tests;

public sealed class CallVerbTests
{
    [Theory]
    [InlineData("guest-ping", "guest-ping")]
    [InlineData("guest-file-open path=/a=b mode=r", """guest-file-open {"path":"/a=b","mode":"r"}""")]
    [InlineData("guest-file-read handle=1000 count=5", """guest-file-read {"handle":1000,"count":5}""")]
    [InlineData("guest-file-seek handle=1 offset=-5 whence=end", """guest-file-seek {"handle":1,"offset":-5,"whence":"end"}""")]
    [InlineData("guest-file-seek handle=1 offset=0 whence=2", """guest-file-seek {"handle":1,"offset":0,"whence":2}""")]
    [InlineData("guest-exec path=/bin/x arg=1 arg=true capture-output=true", """guest-exec {"path":"/bin/x","arg":["1","true"],"capture-output":true}""")]
    [InlineData("""guest-exec path=x arg=["a","b"] arg=c capture-output=merged""", """guest-exec {"path":"x","arg":["a","b","c"],"capture-output":"merged"}""")]
    [InlineData("""guest-set-vcpus vcpus={"logical-id":1,"online":false}""", """guest-set-vcpus {"vcpus":[{"logical-id":1,"online":false}]}""")]
    [InlineData("""guest-exec {"path":"x"}""", """guest-exec {"path":"x"}""")]
    [InlineData("--force guest-file-open mode:=5", """guest-file-open {"mode":5}""")]
    [InlineData("other-command a=5 b:=5", """other-command {"a":"5","b":5}""")]
    public async Task Arguments_get_the_types_of_the_schema(string words, string expected)
    {
        await using PlayedAgent agent = new();
        string name = words.Split(' ').First(word => !word.StartsWith('-'));
        agent.On(name, "{}");

        ToolRun run = await ToolRun.StartAsync(["call", agent.Address, .. words.Split(' ')]);

        Assert.Equal((0, "{}\n"), (run.ExitCode, run.Output));
        // Blanks between members are the writer's own affair.
        Assert.Equal([expected], agent.Calls.Select(call => call.Replace(", ", ",", StringComparison.Ordinal).Replace(": ", ":", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("guest-file-open", "'path' is missing")]
    [InlineData("guest-file-open path=x colour=red", "'colour' is not known; known are: path, mode")]
    [InlineData("guest-file-read handle=abc", "'handle' takes an integer, not 'abc'")]
    [InlineData("guest-file-read handle=9223372036854775808", "'handle' takes an integer from -9223372036854775808 to 9223372036854775807")]
    [InlineData("guest-file-seek handle=1 offset=0 whence=middle", "'whence' takes an integer, or one of set, cur, end")]
    [InlineData("guest-file-write handle=1 buf-b64=?", "'buf-b64' is not base64")]
    [InlineData("guest-set-user-password username=x password=eA== crypted=yes", "'crypted' takes true or false, not 'yes'")]
    [InlineData("""guest-set-vcpus vcpus={"online":true}""", "'vcpus[0].logical-id' is missing")]
    [InlineData("guest-file-open path=x path=y", "'path' is given twice and is no list")]
    [InlineData("guest-file-open x", "'x' is not of the form key=value")]
    [InlineData("guest-file-open path:={", "'path': not JSON")]
    [InlineData("""guest-exec {"path":5}""", "'path' takes a string")]
    public async Task Wrong_arguments_are_not_sent(string words, string expected)
    {
        await using PlayedAgent agent = new();

        ToolRun run = await ToolRun.StartAsync(["call", agent.Address, .. words.Split(' ')]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Empty(agent.Calls);
    }

    [Fact]
    public async Task An_unknown_command_is_sent_after_a_notice()
    {
        await using PlayedAgent agent = new();

        ToolRun run = await ToolRun.StartAsync("call", agent.Address, "guest-pnig");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["guest-pnig"], agent.Calls);
        Assert.StartsWith("qga: the schema has no command 'guest-pnig', but 'guest-ping'; it is sent as it is\nqga: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_is_printed_as_json()
    {
        const string Reply = """{"host-name": "\u001b[31m\u009b\u00fc", "n": 18446744073709551615}""";
        await using PlayedAgent agent = new PlayedAgent().On("guest-get-host-name", Reply);

        ToolRun text = await ToolRun.StartAsync("call", agent.Address, "guest-get-host-name");
        ToolRun json = await ToolRun.StartAsync("call", agent.Address, "guest-get-host-name", "--json");

        Assert.Equal("{\n  \"host-name\": \"\\u001B[31m\\u009Bü\",\n  \"n\": 18446744073709551615\n}\n", text.Output);
        Assert.Contains("\"answer\": {\n      \"host-name\"", json.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_come_from_standard_input()
    {
        await using PlayedAgent agent = new PlayedAgent().On("guest-file-close", "{}");

        ToolRun run = await ToolRun.StartAsync([], ["call", agent.Address, "guest-file-close", "-"], Encoding.UTF8.GetBytes(" {\"handle\": 7}\n"));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["""guest-file-close {"handle":7}"""], agent.Calls);
    }

    [Fact]
    public async Task A_command_that_answers_only_failures_is_sent()
    {
        await using PlayedAgent agent = new PlayedAgent().Refuse("guest-shutdown", "no");

        ToolRun run = await ToolRun.StartAsync("call", agent.Address, "guest-shutdown", "mode=halt");

        Assert.Equal((1, "qga: no\n"), (run.ExitCode, run.Error));
        Assert.Equal(["""guest-shutdown {"mode":"halt"}"""], agent.Calls);
    }

    [Fact]
    public async Task Several_guests_are_told_apart()
    {
        await using PlayedAgent one = new PlayedAgent().On("guest-ping", "{}");
        await using PlayedAgent two = new PlayedAgent().On("guest-ping", """{"a": [1, 2]}""");

        ToolRun run = await ToolRun.StartAsync("call", $"{one.Address},{two.Address}", "guest-ping");

        Assert.Equal($"{one.Address}: {{}}\n{two.Address}: {{\"a\":[1,2]}}\n", run.Output);
    }

    [Fact]
    public async Task With_all_the_first_word_is_the_command()
    {
        await using PlayedAgent agent = new PlayedAgent().On("guest-file-close", "{}");

        ToolRun run = await ToolRun.StartAsync([new OneGuest(agent.Address)], ["call", "--all", "guest-file-close", "handle=1"]);

        Assert.Equal((0, "web1: {}\n"), (run.ExitCode, run.Output));
    }
}
