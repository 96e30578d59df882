using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Qga.Client;

namespace Qga.Cli.Tests;

/// <summary>exec, run, script and kill against the agents as they are.</summary>
public sealed class ProgramVerbTests
{
    public static TheoryData<string> Agents => RunningAgent.Agents;

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Arguments_output_and_exit_code_are_the_programs(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);

        ToolRun run = await ToolRun.StartAsync(
            "exec", agent.Address, "--", "/bin/sh", "-c", "printf '<%s>' \"$@\"; echo oops >&2; exit 7", "sh", "a b", "", "$HOME", "--", "-t", "*", "'\"\n");

        Assert.Equal((7, "<a b><><$HOME><--><-t><*><'\"\n>", "oops\n"), (run.ExitCode, run.Output, run.Error));
        Assert.Equal(127, (await ToolRun.StartAsync("exec", agent.Address, "--", "no-such-program")).ExitCode);
        Assert.Equal(128 + 9, (await ToolRun.StartAsync("run", agent.Address, "kill -KILL $$")).ExitCode);
        Assert.Empty(agent.Remains);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Input_environment_and_directory_reach_the_program(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        byte[] large = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 40_000).Select(number => $"{number}\n")));
        foreach (byte[] input in (byte[][])[[], "hello\n"u8.ToArray(), large])
        {
            ToolRun copy = await ToolRun.StartAsync([], ["exec", agent.Address, "--", "cat"], input);
            Assert.Equal((0, Encoding.UTF8.GetString(input), ""), (copy.ExitCode, copy.Output, copy.Error));
        }

        ToolRun run = await ToolRun.StartAsync(
            [],
            [
                "exec", "-e", "ONE=1 =2", "--env", "HOME", "-w", agent.Folder, "-n", agent.Address, "--", "/bin/sh", "-c",
                "echo $ONE $HOME; pwd; cat",
            ],
            "no"u8.ToArray());
        Assert.Equal((0, $"1 =2 {Environment.GetEnvironmentVariable("HOME")}\n{agent.Folder}\n"), (run.ExitCode, run.Output));
        Assert.Empty(agent.Remains);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Output_is_written_while_the_program_runs(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        using Process tool = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "qga"),
            ["run", agent.Address, $"echo first; while [ ! -e {agent.Folder}/go ]; do sleep 0.05; done; echo second"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        tool.StandardInput.Close();

        Assert.Equal("first", await tool.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        await File.WriteAllTextAsync($"{agent.Folder}/go", "", TestContext.Current.CancellationToken);
        Assert.Equal("second\n", await tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, tool.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Interrupt_ends_the_program_and_leaves_nothing(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        using Process tool = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "qga"),
            ["run", agent.Address, "sleep 1000 & echo $! $$; wait"])
        { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        tool.StandardInput.Close();
        int[] processes =
        [
            .. (
                await tool.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(' ').Select(
                    word => int.Parse(word, CultureInfo.InvariantCulture)),
        ];

        using (Process interrupt = Process.Start("/bin/kill", ["-INT", $"{tool.Id}"]))
        {
            await interrupt.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, tool.ExitCode);
        Assert.All(processes, process => Assert.False(IsRunning(process)));
        Assert.Empty(agent.Remains);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Time_limit_ends_the_program(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);

        ToolRun run = await ToolRun.StartAsync("run", "--timeout", "0.2", agent.Address, "echo $$; exec sleep 1000");

        Assert.Equal((255, "qga: the program ran longer than 200 ms and was ended\n"), (run.ExitCode, run.Error));
        Assert.False(IsRunning(int.Parse(run.Output, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Detached_program_goes_on_until_it_is_killed(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        ToolRun start = await ToolRun.StartAsync("exec", "--detach", agent.Address, "--", "sleep", "1000");
        Assert.Equal((0, ""), (start.ExitCode, start.Error));
        string process = start.Output.Trim();
        Assert.True(IsRunning(int.Parse(process, CultureInfo.InvariantCulture)));

        ToolRun kill = await ToolRun.StartAsync("kill", agent.Address, process, "-s", "sigkill");
        Assert.Equal((0, "", ""), (kill.ExitCode, kill.Output, kill.Error));
        while (IsRunning(int.Parse(process, CultureInfo.InvariantCulture)))
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.Equal(2, (await ToolRun.StartAsync("kill", agent.Address, "-1")).ExitCode);
        ToolRun again = await ToolRun.StartAsync("kill", agent.Address, "99999999");
        Assert.Equal(1, again.ExitCode);
        Assert.Matches("^qga: kill: .*(No such process|99999999).*\n$", again.Error);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Script_is_copied_run_and_removed(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        string script = Path.Combine(agent.Folder, "it's a script");
        await File.WriteAllTextAsync(script, "#!/bin/sh -e\necho \"$0 $1,$2\"; cat\nfalse\necho not reached\n", TestContext.Current.CancellationToken);

        ToolRun run = await ToolRun.StartAsync([], ["script", agent.Address, script, "a  b", "-x"], "input\n"u8.ToArray());

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Matches($"^{agent.Folder}/tmp/qga-\\w+/it's a script a  b,-x\ninput\n$", run.Output);
        ToolRun piped = await ToolRun.StartAsync([], ["script", agent.Address, "-", "x"], "echo \"got $1\"; exit 3"u8.ToArray());
        Assert.Equal((3, "got x\n", ""), (piped.ExitCode, piped.Output, piped.Error));
        Assert.Equal((0, "/\n"), ((await ToolRun.StartAsync("script", agent.Address, "/bin/echo", "/")) is var echo ? echo.ExitCode : -1, echo.Output));
        Assert.Equal(255, (await ToolRun.StartAsync("script", agent.Address, $"{agent.Folder}/none")).ExitCode);
        Assert.Empty(agent.Remains);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Several_guests_have_their_names_in_front(string name)
    {
        await using RunningAgent one = await RunningAgent.StartAsync(name);
        await using RunningAgent two = await RunningAgent.StartAsync(name, "guest-exec");
        FixedSource source = new(new("web1", new UnixGuestAddress(one.Address), "test"), new("web2", new UnixGuestAddress(two.Address), "test"));

        ToolRun run = await ToolRun.StartAsync([source], ["run", "web*", "echo a; printf b; echo c >&2"]);

        Assert.Equal((5, "web1: a\nweb1: b\n"), (run.ExitCode, run.Output));
        Assert.Contains("web1: c\n", run.Error, StringComparison.Ordinal);
        Assert.Matches("(?m)^qga: web2: .*guest-exec has been disabled.*$", run.Error);

        ToolRun all = await ToolRun.StartAsync(
            [new FixedSource(new Guests.Guest("web1", new UnixGuestAddress(one.Address), "test"))], ["exec", "--all", "--", "cat"], "x"u8.ToArray());
        Assert.Equal((0, "web1: x\n", ""), (all.ExitCode, all.Output, all.Error));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Json_has_what_the_program_wrote(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);

        ToolRun run = await ToolRun.StartAsync("run", agent.Address, "--json", "echo out; echo err >&2; exit 4");

        Assert.Equal(4, run.ExitCode);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        JsonElement answer = json.RootElement[0].GetProperty("answer");
        Assert.Equal(
            (4, "out\n", "err\n"),
            (answer.GetProperty("exit-code").GetInt32(), answer.GetProperty("output").GetString(), answer.GetProperty("error-output").GetString()));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("signal").ValueKind);
    }

    [Theory]
    [InlineData("exec", "/none.sock")]
    [InlineData("exec")]
    [InlineData("run", "/none.sock")]
    [InlineData("exec", "/none.sock", "-e", "=x", "--", "true")]
    [InlineData("exec", "/none.sock", "--", "true")]
    [InlineData("script", "--all")]
    public async Task Own_failures_are_255(params string[] arguments)
    {
        ToolRun run = await ToolRun.StartAsync(arguments);

        Assert.Equal((255, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("qga: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_whose_end_is_not_known_is_an_own_failure()
    {
        await using PlayedAgent agent = new();
        agent.On("guest-exec", """{"pid": 77}""").Refuse("guest-exec-status", "Invalid parameter 'pid'");

        ToolRun run = await ToolRun.StartAsync("exec", "-n", agent.Address, "--", "true");

        Assert.Equal(255, run.ExitCode);
        Assert.Contains("does not know process 77 any more", run.Error, StringComparison.Ordinal);
    }

    // A zombie has ended; who started it has yet to look.
    private static bool IsRunning(int process)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
